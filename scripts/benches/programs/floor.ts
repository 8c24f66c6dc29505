/** The floor under every receiver: a POST that is answered, and nothing else. Bun serves what is exported. @module */

export default {
  port: process.env["PORT"],
  hostname: "127.0.0.1",
  development: false,
  fetch: () => new Response(null),
};
