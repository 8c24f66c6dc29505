PROBE=${PROBE:-$ORIGIN/api/entitlements}
need PROBE_TOKEN "${PROBE_TOKEN:-}" "the probe's bearer token"

probe() { # <buyer>: one record a line
  curl -sS --fail-with-body -G -H "authorization: Bearer $PROBE_TOKEN" \
    --data-urlencode "buyer_reference=$1" "$PROBE" > "$FILES/probe" || exit 3
  tr -d ' \t\r\n' < "$FILES/probe" | tr '{}' '\n\n' | grep '"source":' > "$FILES/records" || true
  echo "        $1 has $(grep -c . "$FILES/records" || true) records"
}

among() { # <what> <value> <allowed>
  case " $3 " in
    *" $2 "*) echo "ok      $1: $2" ;;
    *) differs "$1" "$(echo "$3" | sed 's/ / or /g')" "$2" ;;
  esac
}

record() { # <source> <allowed access> [<field> <allowed values>]...
  grep -F "\"source\":\"$1\"" "$FILES/records" > "$FILES/record" || true
  among "$1, records" "$(grep -c . "$FILES/record" || true)" '0 1'
  access=$(field access < "$FILES/record")
  among "$1, access" "${access:-none}" "$2"
  [ "$access" = granted ] || return 0
  source=$1
  shift 2
  while [ $# -gt 0 ]; do
    shown=$(field "$1" < "$FILES/record" | instant)
    [ -z "$shown" ] || among "$source, $1" "$shown" "$2"
    shift 2
  done
}

nothing_else() { # <source>...: whatever else is shown is not this buyer's
  for shown in $(field source < "$FILES/records"); do
    among 'a record shown' "$shown" "$*"
  done
}
