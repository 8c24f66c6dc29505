hex() {
  od -An -v -tx1 | tr -d ' \n'
}

key() { # <secret>: in hex digits. An empty key and a zero byte are one to HMAC, not to openssl
  digits=$(key_bytes "$1" | hex)
  printf %s "${digits:-00}"
}

# While openssl runs, its arguments are in the process list: use a secret that is for tests only.
mac() { # <secret> <what is signed ahead of the body> <body>
  { printf %s "$2"; cat "$FILES/$3.body"; } |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(key "$1")" -binary |
    spelled
}

exchanged() { # <text> <from-to>: these characters, each for another
  printf %s "$1" | cut -c "$2" | tr '0-9a-fg-zA-Z+/' '1-9a-f0h-zgB-ZA/+'
}

repeat() { # <times> <text>
  yes "$2" | head -n "$1" | tr -d '\n'
}
