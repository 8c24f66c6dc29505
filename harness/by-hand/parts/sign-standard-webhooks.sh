key_bytes() { # <secret>: base64, behind a prefix
  printf %s "${1#whsec_}" | openssl base64 -d -A
}

spelled() { # a MAC on the standard input
  openssl base64 -A
}
