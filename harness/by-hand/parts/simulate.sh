SIMULATOR=${SIMULATOR:-http://127.0.0.1:3100}

simulate() { # <route> <JSON>
  curl -sS --fail-with-body -H 'content-type: application/json' -d "$2" \
    "$SIMULATOR/simulator/$1" > "$FILES/simulated" && return
  cat "$FILES/simulated" >&2
  exit 3
}

event() { # <id>: the bytes of an event that the simulator has made
  curl -sS --fail-with-body "$SIMULATOR/simulator/events/$1"
}

state() { # <object> <field>
  curl -sS --fail-with-body "$SIMULATOR/simulator/objects/$1" | field "$2" | instant
}

field() { # <name>: of the JSON on the standard input
  sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p"
}

instant() { # to the second, and spelled in one way only
  sed -e 's/+00:00$/Z/' -e 's/\.[0-9]*Z$/Z/'
}
