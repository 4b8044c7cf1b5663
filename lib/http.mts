/**
 * Node's HTTP module, loaded with `getBuiltinModule`. On Node.js 22 and later, `import` also loads undici for
 * its `WebSocket` export. That takes 50 ms and 14 MB.
 */
export const http = process.getBuiltinModule('node:http')
