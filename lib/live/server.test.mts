import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { send } from './live.fixture.mts'
import { type LiveServer, serveLive } from './server.mts'

let server: LiveServer
let acted: number
let addresses: string[]
beforeEach(async () => {
  acted = 0
  addresses = []
  server = await serveLive({
    port: 0,
    routes: new Map([
      ['GET /', () => ({ type: 'text/html', body: 'page' })],
      [
        'POST /actions',
        () => {
          acted += 1
          return { type: 'application/json', body: '{}' }
        },
      ],
    ]),
    onTokenUsed: url => addresses.push(url),
  })
})
afterEach(() => server.close())

const originOf = () => new URL(server.url).origin

/** Opens the address, and returns the cookie of the page. */
const open = async (url = server.url): Promise<string> => {
  const { headers } = await send(url)
  return String(headers['set-cookie']).split(';')[0] ?? ''
}

describe('the token', () => {
  it('is exchanged for a cookie that scripts cannot read and other websites cannot send', async () => {
    const { status, headers, body } = await send(server.url)
    expect([status, body]).toEqual([200, 'page'])
    expect(String(headers['set-cookie'])).toMatch(
      /^npd-live-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    )
  })

  it('can be used once, and is replaced by a new one', async () => {
    await open()
    expect(await send(server.url)).toMatchObject({
      status: 403,
      body: 'this address has been used; open the new one that the script printed\n',
    })
    expect((await send(addresses[0] ?? '')).status).toBe(200)
  })

  it('is accepted only on the path of the page', async () => {
    const url = server.url.replace('/?', '/actions?')
    expect((await send(url)).status).toBe(403)
    expect((await send(server.url, { method: 'HEAD' })).status).toBe(403)
  })
})

describe('without the cookie', () => {
  it.each([
    '/',
    '/main.mjs',
    '/events',
    '/timeline.svg',
    '/actions',
    '/nothing',
    '/?token=',
    '/?token=x',
  ])('%s returns 403', async path => {
    const { status, body } = await send(originOf() + path)
    expect([status, body.includes('page')]).toEqual([403, false])
    expect((await send(originOf() + path, { headers: { cookie: 'npd-live=x' } })).status).toBe(403)
  })
})

describe('with the cookie', () => {
  it('returns the page, and 404 for an unknown path', async () => {
    const cookie = await open()
    expect((await send(`${originOf()}/`, { headers: { cookie } })).status).toBe(200)
    expect((await send(`${originOf()}/nothing`, { headers: { cookie } })).status).toBe(404)
  })

  it('rejects other host names, which prevents DNS rebinding', async () => {
    const cookie = await open()
    const { port } = new URL(server.url)
    for (const host of [
      `attacker.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
    ])
      expect((await send(`${originOf()}/`, { headers: { cookie, host } })).status).toBe(403)
  })
})

describe('a request that changes something', () => {
  const post = async (headers: Record<string, string>) => {
    const cookie = await open(addresses.at(-1) ?? server.url)
    const { status } = await send(`${originOf()}/actions`, {
      method: 'POST',
      headers: { cookie, ...headers },
    })
    return status
  }

  it('requires the origin of the page', async () => {
    expect(await post({ origin: originOf() })).toBe(200)
    expect(acted).toBe(1)
  })

  it.each([
    ['another website', { origin: 'https://attacker.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a program that sends no origin', {}],
  ])('is rejected from %s', async (_, headers) => {
    expect(await post(headers)).toBe(403)
    expect(acted).toBe(0)
  })

  it('is rejected if Sec-Fetch-Site names another website', async () => {
    expect(await post({ origin: originOf(), 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(acted).toBe(0)
  })
})

it('sends a strict content security policy, even with a rejection', async () => {
  for (const url of [`${originOf()}/`, server.url]) {
    const { headers } = await send(url)
    expect(headers['content-security-policy']).toMatchInlineSnapshot(
      `"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"`,
    )
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

it('listens only on 127.0.0.1, and reports a port that is in use', async () => {
  const { port } = new URL(server.url)
  await expect(send(`http://[::1]:${port}/`)).rejects.toThrow('ECONNREFUSED')
  const options = { port: Number(port), routes: new Map(), onTokenUsed: () => {} }
  await expect(serveLive(options)).rejects.toMatchObject({
    message: expect.stringContaining(`Failed to listen on 127.0.0.1:${port}: `),
    hint: 'Choose another port with --port.',
  })
})
