# Sourced by the commands beside it: sets `root` to the project's folder, puts the pinned Bun or a
# newer one first on the PATH, and installs what the lock file says. Standard output stays the
# command's own, and so does the folder: the paths that a person types are seen from there.
#
# With Bun at hand this uses nothing but Bun and the shell's own words: not even sed may be there.

# Prints its lines as a complaint, and ends the command.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Compares as numbers, 1.10.0 being newer than 1.9.0; a pre-release counts as its release.
is_at_least() (
  IFS=.
  set -- ${1%%-*} ${2%%-*}
  [ $# -eq 6 ] || exit 1
  [ "$1" -eq "$4" ] || exit $(($1 < $4))
  [ "$2" -eq "$5" ] || exit $(($2 < $5))
  exit $(($3 < $6))
)

# Reads the one place where the version is pinned: "packageManager": "bun@1.4.5".
pinned_version() {
  while read -r key value; do
    [ "$key" = '"packageManager":' ] || continue
    value=${value#*@}
    printf '%s\n' "${value%%\"*}"
  done <"$root/package.json"
}

# Prints the folder that holds the pinned Bun, fetched by npx, which keeps it.
#
# Asks npx only for the place, for whoever runs below npx doesn't get the signals sent to it.
# Where npm runs no install scripts, the executable that its package links to is a stub which
# says so; the real one lies in the package for this platform.
fetch_bun() {
  cd -- "$root"
  stub=$(npx --yes --loglevel=error --package="bun@$1" -- sh -c 'command -v bun') || return 1
  for folder in "${stub%/*}" "${stub%/*}"/../@oven/bun-*/bin; do
    [ "$("$folder/bun" --version 2>/dev/null)" = "$1" ] || continue
    printf '%s\n' "$folder"
    return
  done
  return 1
}

# CDPATH would send cd elsewhere, and make it talk.
root=$(CDPATH='' cd -- "${0%/*}/.." && pwd)

# By this a command tells how it, and those beside it, are typed again: as this one was.
HARNESS_SCRIPTS=${0%/*}
export HARNESS_SCRIPTS

pinned=$(pinned_version)
if ! is_at_least "$(bun --version 2>/dev/null)" "$pinned"; then
  node=$(node -p process.versions.node 2>/dev/null) || node=none
  if ! command -v npx >/dev/null || ! is_at_least "$node" 20.0.0; then
    fail "Cannot find Bun $pinned or newer, nor Node 20 or newer with npm to fetch it:" \
      "install one of them, from https://bun.com or https://nodejs.org"
  fi
  folder=$(fetch_bun "$pinned") ||
    fail "Cannot fetch Bun $pinned with npx: see above, or install it from https://bun.com"
  PATH=$folder:$PATH
  export PATH
fi

if ! output=$(cd -- "$root" && bun install --frozen-lockfile 2>&1); then
  fail "$output" "" "Cannot install the dependencies that bun.lock names: see above"
fi

# Becomes one of the project's programs. The folder may be anybody's: no settings of Bun's are taken
# from there, nor variables, among which could be secrets of another deployment.
run() {
  program=$1
  shift
  exec bun "--config=$root/bunfig.toml" --no-env-file "$root/$program" "$@"
}
