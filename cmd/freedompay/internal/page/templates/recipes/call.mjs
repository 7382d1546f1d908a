import { CompactSign } from 'jose'

const base = {{js .Base}}
const authID = {{js .AuthID}}
const key = {{js .Key}}

// The signature covers the exact bytes of the body, so the body is made once.
export async function call(path, request, alg = 'HS512') {
  const body = JSON.stringify(request)
  const header = { uri: path, auth_id: authID, method: 'POST', params: '', alg }
  const jws = await new CompactSign(new TextEncoder().encode(body))
    .setProtectedHeader(header)
    .sign(new TextEncoder().encode(key))
  const [head, , mac] = jws.split('.')
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-JWS-Signature': `${head}..${mac}` },
    body,
  })
  return answer.json()
}

console.log(await call({{js .Path}}, {{.Body}}, {{js .Alg}}))
