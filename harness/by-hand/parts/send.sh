post() { # <what> <answer> <method> <url> [<seconds>]
  code=0
  curl -sS -i -o "$FILES/$2.answer" -w '%{http_code}\n' --max-time "${5:-10}" \
    -X "$3" -H 'Expect:' -H @"$FILES/$1.headers" --data-binary @"$FILES/$1.body" "$4" \
    > "$FILES/$2.status" 2> "$FILES/$2.trouble" || code=$?
  [ "$code" -ne 7 ] || { cat "$FILES/$2.trouble" >&2; exit 3; }
  [ -z "${SHOW:-}" ] || cat "$FILES/$2.answer"
}

differs() { # <what> <expected> <got>
  echo "BROKEN  $1: expected $2, got $3"
  DIFFERENCES=$((DIFFERENCES + 1))
}

status_of() { # <answer>
  case $(cat "$FILES/$1.status") in
    000) echo 'no answer' ;;
    *) cat "$FILES/$1.status" ;;
  esac
}

expect() { # <answer> <what> <status>...
  got=$(status_of "$1")
  what=$2
  shift 2
  for allowed in "$@"; do
    case $allowed:$got in
      4xx:404 | 4xx:408 | 4xx:410 | 4xx:425 | 4xx:429) ;; # senders take these for something else
      "$got:$got" | 2xx:2?? | 4xx:4?? | any_4xx:4?? | 5xx:5??) echo "ok      $what: $got"; return ;;
    esac
  done
  differs "$what" "$(echo "$@" | sed 's/ / or /g')" "$got"
}

expect_refused() { # <answer> <what>
  got=$(status_of "$1")
  case $got in
    2??) differs "$2" 'no 2xx' "$got" ;;
    *) echo "ok      $2: $got" ;;
  esac
}

tell() { # <answer> <what a receiver that is right answered>: it is not this that decides
  echo "        answered $(status_of "$1"); right was, for one: $2"
}

tally() { # <number>: the answers to all copies
  echo "        answered, how often: $(cat "$FILES/$1".*.status | sort | uniq -c | xargs)"
}

finish() {
  [ "$DIFFERENCES" -eq 0 ] || { echo "$DIFFERENCES not as required"; exit 1; }
  echo 'all as required'
}
