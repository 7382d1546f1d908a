// The page works by itself; this makes it live, sends its forms to the control
// plane as JSON, and gives it a keyboard.
'use strict'

const words = document.body.dataset
const $ = (selector, from = document) => from.querySelector(selector)
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)]

let toastTimer
function toast(text, bad) {
  const box = $('#toast')
  box.textContent = text
  box.classList.toggle('bad', Boolean(bad))
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => { box.textContent = '' }, (bad ? 6000 : 1500) + 50 * text.length)
}

// bank calls the control plane and returns its answer, or throws what it said.
async function bank(method, path, body) {
  const url = new URL(path, location.origin)
  url.searchParams.set('partner', words.partner)
  let answer
  try {
    answer = await fetch(url, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw new Error(words.offline)
  }
  const json = await answer.json()
  if (!answer.ok) throw new Error(json.error || words.failed)
  return json
}

// values reads a form as the control plane wants it.
function values(form) {
  const body = {}
  for (const field of form.elements) {
    if (!field.name) continue
    const text = field.inputMode === 'decimal' ? field.value.replace(/\s/g, '').replace(',', '.') : field.value
    if (field.type === 'checkbox') body[field.name] = field.checked
    else if (field.dataset.type === 'number') body[field.name] = Number(text)
    else if (field.dataset.type === 'bool') body[field.name] = field.value === 'true'
    else body[field.name] = text
  }
  return Object.keys(body).length ? body : undefined
}

document.addEventListener('submit', async (event) => {
  const form = event.target
  const order = event.submitter?.dataset.bank || form.dataset.bank
  if (!order) return
  event.preventDefault()
  if (form.ariaBusy) return // a disabled button would lose the focus
  form.ariaBusy = 'true'
  const [method, path] = order.split(' ')
  try {
    const answer = await bank(method, path, values(form))
    if (form.dataset.show) show(document.getElementById(form.dataset.show), answer)
    else {
      toast(answer.failed || answer.done || words.done, answer.failed)
      fold(form.closest('.confirm'))
      await refresh(true)
    }
  } catch (problem) {
    toast(problem.message, true)
  } finally {
    form.ariaBusy = null
  }
})

// fold closes what a summary has opened, and leaves the focus on the summary.
function fold(details) {
  if (!details) return
  const inside = details.contains(document.activeElement)
  details.open = false
  if (inside) $('summary', details).focus()
}
document.addEventListener('focusin', (event) => {
  for (const open of $$('.pick[open]')) if (!open.contains(event.target)) open.open = false
})

// show prints the answer to a tried call.
function show(box, answer) {
  box.hidden = false
  box.classList.toggle('bad', Boolean(answer.failed))
  $('.verdict-line', box).textContent = [answer.http_status && `HTTP ${answer.http_status}`, answer.failed || answer.done].filter(Boolean).join(' · ')
  const text = $('pre', box)
  text.textContent = answer.answer || ''
  text.hidden = !answer.answer
  const link = $('a', box)
  link.hidden = !answer.call
  if (answer.call) link.href = `/calls/${answer.call.id}`
}

// refresh renders the main part again, unless somebody is writing in it.
let refreshing = false
let again = false
async function refresh(force) {
  if (!force && (isBusy() || document.hidden)) return
  if (refreshing) { again = true; return }
  refreshing = true
  try {
    const answer = await fetch(location.href, { headers: { 'X-Part': 'main' } })
    const text = await answer.text()
    if (!force && isBusy()) return
    const main = $('#main')
    const open = $$('details[open]', main).map((d) => $$('details', main).indexOf(d))
    replace(main, () => {
      main.innerHTML = text
      awaitFiles()
      open.forEach((i) => { const d = $$('details', main)[i]; if (d) d.open = true })
    })
  } catch { /* the stream tells that the sandbox is gone */ } finally {
    refreshing = false
    if (again) { again = false; refresh() }
  }
}

// replace changes what is in a box and leaves the focus where it was: on the
// same thing, or, where that is gone, on what stood before it.
function replace(box, change) {
  const here = document.activeElement
  const before = box.contains(here) ? stops(box) : []
  const names = named(before)
  const caret = here.matches('input:not([type]), input[type=search], textarea') ? [here.selectionStart, here.selectionEnd] : undefined
  change()
  if (document.contains(here) || !before.includes(here)) return
  const after = stops(box)
  const now = named(after)
  for (let at = before.indexOf(here); at >= 0; at--) {
    const found = after[now.indexOf(names[at])]
    if (!found) continue
    found.focus({ preventScroll: true })
    if (caret && names[at] === names[before.indexOf(here)]) found.setSelectionRange(...caret)
    return
  }
  (box.id === 'main' ? box : $('#main')).focus({ preventScroll: true })
}
// stops returns what Tab stops at, as far as it can be seen.
const stops = (box) => $$('a, button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]', box).filter((e) => e.checkVisibility())
// named gives each stop a name by what it does, and a number where several do
// the same.
function named(list) {
  const seen = {}
  return list.map((e) => {
    const name = [e.tagName, e.id, e.name, e.getAttribute('href'), e.getAttribute('aria-label'), e.dataset.bank || e.form?.dataset.bank,
      e.closest('details')?.className, e.dataset.card, e.dataset.in, e.dataset.secret].join(' ')
    seen[name] = (seen[name] || 0) + 1
    return name + ' ' + seen[name]
  })
}

let pressed = false // between the pressing of a button and its letting go
addEventListener('pointerdown', () => { pressed = true })
addEventListener('pointerup', () => { setTimeout(() => { pressed = false }, 50) })
addEventListener('pointercancel', () => { pressed = false })

function isBusy() {
  if (pressed) return true
  const main = $('#main')
  const here = document.activeElement
  if (main.contains(here) && (here.matches('select') || here.matches('input, textarea') && here.value !== here.defaultValue)) return true
  if (window.getSelection()?.type === 'Range') return true
  return Boolean($('.result:not([hidden]), [data-revealed], form[data-touched], form[aria-busy]', main) || $('[data-show]', main) && !$('.hello', main))
}
document.addEventListener('input', (event) => {
  const form = event.target.form
  if (form?.dataset.bank) form.dataset.touched = ''
})

// The stream of news. A tab that nobody looks at needs none.
const mostRows = 200
let stream
let later
function listen() {
  if (stream || document.hidden) return
  stream = new EventSource(`/events?since=${words.revision}`)
  stream.addEventListener('open', () => live(true))
  stream.addEventListener('error', () => live(false))
  stream.addEventListener('news', (event) => hear(JSON.parse(event.data)))
}
function live(on) {
  const sign = $('#live')
  sign.classList.toggle('on', on)
  $('span', sign).textContent = on ? sign.dataset.live : sign.dataset.dead
}
function hear(news) {
  words.revision = news.revision
  if (news.reload) { refresh(); return }
  const chips = $('#chips')
  replace(chips, () => { chips.innerHTML = news.chips })
  const list = $('#calls[data-live]')
  if (!list) {
    clearTimeout(later)
    later = setTimeout(() => refresh(), 150)
    return
  }
  if (news.rows.length === 0 && news.total === 0 || news.rows.length >= 50) { refresh(); return }
  const total = $('#total')
  if (total) total.textContent = news.total
  for (const row of news.rows) {
    const old = document.getElementById(`call-${row.id}`)
    const box = document.createElement('template')
    box.innerHTML = row.html
    const line = box.content.firstElementChild
    if (old) {
      const focused = old.contains(document.activeElement)
      line.classList.remove('fresh')
      old.replaceWith(line)
      if (focused) $('a', line).focus({ preventScroll: true })
    } else list.prepend(line)
  }
  replace(list, () => { while (list.children.length > mostRows) list.lastElementChild.remove() })
}
document.addEventListener('visibilitychange', () => {
  if (document.hidden) { stream?.close(); stream = undefined } else { listen(); refresh() }
})
addEventListener('pagehide', () => { stream?.close(); stream = undefined })
addEventListener('pageshow', (event) => { if (event.persisted) { listen(); refresh() } })
listen()

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button, [role=tab]')
  for (const open of $$('.pick[open]')) if (!open.contains(event.target)) open.open = false
  if (!button) return
  if ('copy' in button.dataset) {
    const text = $('pre code', button.parentElement).textContent
    try {
      await navigator.clipboard.writeText(text)
      toast(words.copied)
    } catch {
      getSelection().selectAllChildren($('pre code', button.parentElement))
    }
  } else if (button.dataset.reveal) {
    reveal(button, () => bank('POST', button.dataset.reveal, { in: button.dataset.in, secret: Number(button.dataset.secret) }).then((a) => JSON.stringify(a.value)))
  } else if (button.dataset.card) {
    reveal(button, () => bank('POST', button.dataset.card).then((a) => `${a.card_number} · ${a.expiration_date} · ${a.cvv}`))
  } else if ('keys' in button.dataset) $('#keys').showModal()
  else if (button.getAttribute('role') === 'tab') choose(button)
})

async function reveal(button, ask) {
  try {
    const text = document.createElement('span')
    text.className = 'mono'
    text.dataset.revealed = ''
    text.tabIndex = -1
    text.textContent = await ask()
    button.replaceWith(text)
    text.focus({ preventScroll: true })
  } catch (problem) {
    toast(problem.message, true)
  }
}

// choose opens a tab.
function choose(tab) {
  const group = tab.closest('[data-tabs]')
  for (const other of $$('[role=tab]', group)) {
    const chosen = other === tab
    other.setAttribute('aria-selected', String(chosen))
    other.tabIndex = chosen ? 0 : -1
    document.getElementById(other.getAttribute('aria-controls')).hidden = !chosen
  }
  try { localStorage.setItem('language', tab.textContent) } catch { /* not kept */ }
}
function chooseLast() {
  let last
  try { last = localStorage.getItem('language') } catch { return }
  const tab = $$('[role=tab]').find((t) => t.textContent === last)
  if (tab) choose(tab)
}
chooseLast()
// The narrow menu shows where one is. scrollIntoView would make Tab start there.
const place = $('.side [aria-current]')
if (place) {
  const [menu, item] = [$('.side').getBoundingClientRect(), place.getBoundingClientRect()]
  $('.side').scrollLeft += item.left - menu.left - (menu.width - item.width) / 2
}

document.addEventListener('change', (event) => {
  const field = event.target
  if (field.dataset.go) location.href = field.dataset.go + encodeURIComponent(field.value)
})

// awaitFiles listens to the file inputs themselves: while somebody chooses a file, news
// may put another input in the place of the one that the file goes to.
function awaitFiles() {
  for (const field of $$('[data-restore]')) field.onchange = () => restore(field)
}
async function restore(field) {
  if (!field.files.length) return
  try {
    let snapshot
    try {
      snapshot = JSON.parse(await field.files[0].text())
    } catch {
      throw new Error(words.torn)
    }
    toast((await bank('POST', field.dataset.restore, snapshot)).done)
    await refresh(true)
  } catch (problem) {
    toast(problem.message, true)
  }
  field.value = ''
}
awaitFiles()

// The keyboard. A Cyrillic layout has the letters of the shortcuts elsewhere.
function keyOf(event) {
  if (/^[а-яё]$/i.test(event.key) && event.code.startsWith('Key')) return event.code.slice(3).toLowerCase()
  if (event.code === 'Slash' && '.,'.includes(event.key)) return event.shiftKey ? '?' : '/'
  return event.key
}
let goes = false
document.addEventListener('keydown', (event) => {
  const here = document.activeElement
  if (event.key === 'Escape') {
    const open = here?.closest('details[open]') || $('.pick[open]')
    if (open && !$('dialog[open]')) fold(open)
    return
  }
  if (here?.getAttribute('role') === 'tab' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    const tabs = $$('[role=tab]', here.parentElement)
    const next = tabs[(tabs.indexOf(here) + (event.key === 'ArrowRight' ? 1 : tabs.length - 1)) % tabs.length]
    choose(next)
    next.focus()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || here?.matches('input, textarea, select') || $('dialog[open]')) return
  if (goes) {
    goes = false
    const link = $(`.side a[data-key="${CSS.escape(keyOf(event))}"]`)
    if (link) { event.preventDefault(); link.click() }
    return
  }
  const lines = $$('.calls a, .rows a')
  const at = lines.indexOf(here)
  switch (keyOf(event)) {
    case 'g': goes = true; setTimeout(() => { goes = false }, 1500); break
    case '/': if ($('#q')) { event.preventDefault(); $('#q').focus() } break
    case '?': $('#keys').showModal(); break
    case 'j': lines[Math.min(at + 1, lines.length - 1)]?.focus(); break
    case 'k': lines[Math.max(at - 1, 0)]?.focus(); break
    case 's': bank('POST', '/_bank/settle').then((answer) => { toast(answer.done); refresh() }, (problem) => toast(problem.message, true)); break
  }
})
