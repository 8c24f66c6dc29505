/** The route by which the app registers an invoice, before or after Gwop tells of it. @module */

import { randomUUID } from "node:crypto";
import type { ISql } from "postgres";
import type { Note } from "../arrival.ts";
import { isAuthorized } from "../bearer-token.ts";
import type { BodyBudget, Seat } from "../body-budget.ts";
import { type Answering, answerAndLog, takeBytes } from "../delivery.ts";
import type { Desk, Intake } from "../intake.ts";
import { rowsAbout } from "../rows.ts";
import type { Invoice } from "./invoice.ts";
import { type Refolded, refold } from "./refold.ts";
import { parseRegistration } from "./registration.ts";

/** What registering did. `differs`: the invoice is there, on other terms. Nothing was changed. */
export type Registered = "created" | "same" | "differs" | "public_id_taken";

const CONFLICT = {
  differs: "this invoice is registered on other terms, and those never change",
  public_id_taken:
    "public_invoice_id: expected the one of this invoice, not one that another has registered",
} as const;

export type RegisterContext = {
  readonly intake: Intake;
  readonly operatorToken: string;
  readonly bodyBytesMax: number;
  readonly bodies: BodyBudget;
};

/**
 * Answers a registration, and logs it in one line.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails: register again.
 */
export function receiveRegistration(
  context: RegisterContext,
  { request, invoiceId }: { readonly request: Request; readonly invoiceId: string },
  answering: Answering,
): Promise<Response> {
  const { learned } = answering;
  learned.route = "registration";
  return answerAndLog({ ...answering, bodies: context.bodies }, "registration", (seat) =>
    answer(context, request, { invoiceId, note: learned.note, seat }),
  );
}

async function answer(
  { intake, operatorToken, bodyBytesMax }: RegisterContext,
  request: Request,
  {
    invoiceId,
    note,
    seat,
  }: { readonly invoiceId: string; readonly note: Note; readonly seat: Seat },
): Promise<Response> {
  if (!isAuthorized(request.headers.get("authorization") ?? undefined, operatorToken)) {
    // The body stays unread: the connection must not be used again.
    const headers = { "www-authenticate": "Bearer", connection: "close" };
    return Response.json({ error: "unauthorized" }, { status: 401, headers });
  }
  // The token keeps strangers out, browsers among them: what the body calls itself plays no part.
  const body = await takeBytes(request, { bytesMax: bodyBytesMax, seat });
  if (body instanceof Response) return body;
  const registration = parseRegistration(invoiceId, body);
  if (!registration.ok) {
    const { problems } = registration;
    return Response.json({ error: "registration_malformed", problems }, { status: 400 });
  }
  note.object_id = invoiceId;

  const { registered, outcome } = await intake.run((desk) => register(desk, registration.invoice));
  note.registered = registered;
  switch (registered) {
    case "created":
    case "same":
      note.outcome = outcome;
      return Response.json({ registered: true }, { status: registered === "created" ? 201 : 200 });
    case "differs":
    case "public_id_taken": {
      const problems = [CONFLICT[registered]];
      return Response.json({ error: "registration_conflict", problems }, { status: 409 });
    }
  }
}

/**
 * Registers an invoice, then refolds it: what had arrived about it is applied on return.
 *
 * Also where it was registered already, since whoever did that may have crashed before refolding.
 */
async function register(
  desk: Desk,
  invoice: Invoice,
): Promise<{ readonly registered: Registered; readonly outcome: Refolded | null }> {
  const registered = await desk.ask((sql) => insert(sql, invoice));
  const isOurs = registered === "created" || registered === "same";
  const ids = { id: invoice.invoiceId, otherId: null };
  return { registered, outcome: isOurs ? await refold(desk, ids) : null };
}

async function insert(sql: ISql, invoice: Invoice): Promise<Registered> {
  const { invoiceId, publicInvoiceId, buyerReference } = invoice;
  const amountUsdc = String(invoice.amountUsdc);
  const items = JSON.stringify(invoice.items);
  const asked = randomUUID();
  const [answer] = await rowsAbout(
    asked,
    sql<{ asked: string; is_created: boolean }[]>`
      with created as (
        insert into gwop_invoice (
          invoice_id, public_invoice_id, buyer_reference, amount_usdc, items
        )
        values (
          ${invoiceId}, ${publicInvoiceId}, ${buyerReference}, ${amountUsdc}, ${items}::text::jsonb
        )
        on conflict do nothing
        returning invoice_id
      )
      select ${asked}::text as asked, exists (select from created) as is_created
    `,
  );
  return answer?.is_created === true ? "created" : compare(sql, invoice);
}

/** Another statement, since one that inserted nothing may not see what kept it from it. */
async function compare(sql: ISql, invoice: Invoice): Promise<Registered> {
  const { invoiceId, publicInvoiceId, buyerReference } = invoice;
  const asked = randomUUID();
  const [answer] = await rowsAbout(
    asked,
    sql<{ asked: string; is_same: boolean | null }[]>`
      select ${asked}::text as asked, (
        select
          (public_invoice_id, buyer_reference, amount_usdc, items) = (
            ${publicInvoiceId}, ${buyerReference}, ${String(invoice.amountUsdc)}::numeric,
            ${JSON.stringify(invoice.items)}::text::jsonb
          )
        from gwop_invoice where invoice_id = ${invoiceId}
      ) as is_same
    `,
  );
  if (answer?.is_same === true) return "same";
  return answer?.is_same === false ? "differs" : "public_id_taken";
}
