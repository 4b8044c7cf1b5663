/**
 * Node's HTTP module. On Node.js 22 and later, an `import` of it also loads undici for its export
 * `WebSocket`, which takes 50 ms and 14 MB.
 */
export const http = process.getBuiltinModule('node:http')
