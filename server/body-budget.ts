/**
 * How much memory all bodies in flight may take together, whoever sends them.
 *
 * A body is kept before anybody knows whether its sender is Proxy or a stranger. Each delivery has
 * a seat, which is room enough for a usual one; what a larger body needs beyond it comes from a
 * part that all share. So large bodies, of whomever, can't keep the small ones out.
 *
 * @module
 */

/** Room that every seat has. An event of Proxy's or Gwop's is smaller. */
export const SEAT_BYTES = 8 * 1024;

/** 32 MiB of seats. */
const SEATS = 4096;

const SHARED_BYTES = 32 * 1024 * 1024;

export type BodyBudget = {
  /** @returns Null where all seats are taken. */
  readonly takeSeat: () => Seat | null;
};

/** One delivery's part, to be left when its answer is ready. */
export type Seat = {
  /**
   * Asks for room.
   *
   * @param bytes In all, not in addition to what it has.
   * @returns False where there is not so much left; the seat keeps what it had.
   */
  readonly reserve: (bytes: number) => boolean;
  /** Says whether there is so much left now, for whoever promises so many bytes. Nothing is taken. */
  readonly hasRoom: (bytes: number) => boolean;
  /** Gives everything back. Once more is harmless. */
  readonly leave: () => void;
};

export function createBodyBudget(seats = SEATS, sharedBytes = SHARED_BYTES): BodyBudget {
  let seatsLeft = seats;
  let bytesLeft = sharedBytes;
  return {
    takeSeat: () => {
      if (seatsLeft === 0) return null;
      seatsLeft -= 1;
      let beyondSeat = 0;
      let isTaken = true;
      const lacks = (bytes: number) => Math.max(0, bytes - SEAT_BYTES) - beyondSeat;
      return {
        hasRoom: (bytes) => lacks(bytes) <= bytesLeft,
        reserve: (bytes) => {
          const more = lacks(bytes);
          if (more > bytesLeft) return false;
          beyondSeat += more;
          bytesLeft -= more;
          return true;
        },
        leave: () => {
          if (!isTaken) return;
          isTaken = false;
          seatsLeft += 1;
          bytesLeft += beyondSeat;
        },
      };
    },
  };
}
