OTHER_SECRET=whsec_$(openssl rand -base64 32)
