/**
 * Node's HTTP module, loaded with `require`. On Node.js 22 and later, an `import` also loads undici for the export
 * `WebSocket`, which takes 50 ms and 14 MB.
 */
export const http = process.getBuiltinModule('node:http')
