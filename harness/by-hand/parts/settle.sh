settle() { # <what> <method> <url>: as Proxy does, again and again
  for attempt in 1 2 3 4 5 6; do
    post "$1" "$1" "$2" "$3"
    case $(status_of "$1") in 2??) break ;; esac
    sleep 1
  done
}
