set -eu
LC_ALL=C # bytes are not characters
export LC_ALL

need() { # <name> <value> <what it is>
  [ -n "$2" ] && return
  echo "$1 is not set: export $3" >&2
  exit 2
}

FILES=$(mktemp -d)
trap 'rm -rf "$FILES"' EXIT
trap 'exit 130' INT TERM
NONCE=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \n') # no run uses the ids of another
INSTANT=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
DIFFERENCES=0
