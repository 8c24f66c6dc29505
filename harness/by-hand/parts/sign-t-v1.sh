key_bytes() { # <secret>: the whole text
  printf %s "$1"
}

spelled() { # a MAC on the standard input
  hex
}
