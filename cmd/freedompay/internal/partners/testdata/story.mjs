// A partner's program, written from the recipe on the sandbox's page: recipe.mjs
// is that recipe. It fails by throwing.
import { randomUUID } from 'node:crypto'
import { call } from './recipe.mjs'

const base = process.env.SANDBOX_URL

function want(answer, members) {
  for (const [name, value] of Object.entries(members)) {
    if (answer[name] !== value) throw new Error(`${name} is ${answer[name]}, want ${value}: ${JSON.stringify(answer)}`)
  }
  return answer
}

async function settled(id, path = '/v5/card-api/request/status', alg = 'HS512') {
  for (let i = 0; i < 100; i++) {
    const answer = await call(path, { request_id: id }, alg)
    if (!['process', '1'].includes(answer.request_status)) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it never settles')
}

const clientRequest = randomUUID()
const client = { request_id: clientRequest, product_id: 1000, client: { phone: 77010000001, first_name: 'NODE', last_name: 'PARTNER' } }
want(await call('/v5/card-api/client/add', client), { status: 'ok' })
const { client_id } = want(await settled(clientRequest), { request_status: 'success' })

// A repeated request_id is refused and does nothing.
want(await call('/v5/card-api/client/add', client), { status: 'error', error_code: '12002' })

const cardRequest = randomUUID()
want(await call('/v5/card-api/card/issue', { request_id: cardRequest, product_id: 2100, client_id }), { status: 'ok' })
const { cards: [{ card_id }] } = want(await settled(cardRequest), { request_status: 'success' })
const { accounts: [account] } = want(await call('/v5/card-api/card/balance', { card_id }), { status: 'ok' })
want(account, { amount: 0, currency: 'KZT' })

const walletRequest = randomUUID()
want(await call('/v5/partner/wallet/add', { request_id: walletRequest, identifier: '+77010000001', country: 'KAZ', currency: 'KZT' }, 'HS256'), { status: 'ok' })
want(await settled(walletRequest, '/v5/partner/wallet/request/status', 'HS256'), { request_status: '0' })

const gift = want(await call('/v5/cards/issue_card', { cardholder_name: 'Тест & <Test>', phone: 77010000001, product_code: 101 }), { status: 0 })
const list = await (await fetch(`${base}/_bank/gift-cards`)).json()
const { otp } = list.items.find((g) => g.card_id === gift.card_id)
want(await call('/v5/cards/activate_card', { card_id: gift.card_id, otp: otp === '000000' ? '111111' : '000000' }), { status: -8 })
want(await call('/v5/cards/activate_card', { card_id: gift.card_id, otp }), { status: 0 })
console.log('the story is told')
