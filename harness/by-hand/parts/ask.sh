ask() { # <what a person has to do>
  [ -t 0 ] || { echo "Needs a terminal: $1" >&2; exit 2; }
  printf '%s, then press Enter: ' "$1"
  read -r _
}
