// The chat page. Two sockets: one of the room, one of the notifications. What comes in is text and stays text.

const MAX_LINES = 300;
const MAX_NOTICES = 3;
const MAX_ROOMS = 12;
const SESSION_ENDED = 4401;
const POLICY_VIOLATION = 1008; // what some servers say when a session ends
const KEEP_ALIVE_EVERY = 4 * 60_000;
const LONG_PAUSE = 20 * 60_000;
const SAME_SPEAKER_WITHIN = 5 * 60_000;

const $ = id => document.getElementById(id);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- A socket that comes back: with growing, random pauses, so that a thousand pages do not come back at once.

class Wire {
  #path; #on; #socket = null; #timer = 0; #failures = 0; #opened = 0;
  state = 'connecting';
  retryAt = 0;

  constructor(path, on) {
    this.#path = path;
    this.#on = on;
    this.connect();
  }

  connect() {
    clearTimeout(this.#timer);
    this.#drop();
    this.#become('connecting');
    const url = new URL(this.#path, document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = this.#socket = new WebSocket(url);
    socket.onopen = () => { this.#opened = Date.now(); this.#become('open'); };
    socket.onmessage = event => this.#on.message(event.data);
    socket.onclose = event => this.#closed(event.code);
  }

  send(text) {
    const open = this.state === 'open' && this.#socket.readyState === WebSocket.OPEN;
    if (open) this.#socket.send(text);
    return open;
  }

  // Ends it for good.
  stop() {
    clearTimeout(this.#timer);
    this.#drop();
    this.#become('stopped');
  }

  retryNow() {
    if (this.state === 'waiting') this.connect();
  }

  #closed(code) {
    this.#socket = null;
    if (code === SESSION_ENDED || code === POLICY_VIOLATION) {
      this.#become('ended');
      return;
    }
    // A connection that did not last counts as a failure too.
    const lasted = this.#opened > 0 && Date.now() - this.#opened > 5_000;
    this.#failures = lasted ? 0 : Math.min(this.#failures + 1, 6);
    this.#opened = 0;
    const longest = Math.min(30_000, 1_000 * 2 ** this.#failures);
    const pause = longest * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + pause;
    this.#timer = setTimeout(() => this.connect(), pause);
    this.#become('waiting');
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close(1000);
    this.#socket = null;
  }

  #become(state) {
    const before = this.state;
    this.state = state;
    this.#on.state?.(state, before);
  }
}

// ---- The history of one room

const log = $('log');
let last = null; // who said the last line, when, and whether it was this page
let unread = 0;
let following = true; // whether the reader is at the end, and wants to stay there

function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function toEnd() {
  following = true;
  log.scrollTop = log.scrollHeight;
  $('newer').hidden = true;
}

// Who reads the end goes on reading it when something above or below takes room.
let height = log.clientHeight;
log.onscroll = () => {
  if (log.clientHeight !== height) return; // not the reader: the log was resized, and is told so below
  following = atEnd();
  if (following) $('newer').hidden = true;
};
new ResizeObserver(() => {
  height = log.clientHeight;
  if (following) toEnd();
}).observe(log);

function append(node, mine) {
  if (mine) following = true;
  log.append(node);
  while (log.childElementCount > MAX_LINES) log.firstElementChild.remove();
  $('empty').hidden = true;
  if (following) toEnd(); else $('newer').hidden = false;
}

function clock(when) {
  const time = element('time', '', when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  time.dateTime = when.toISOString();
  time.title = when.toLocaleString();
  return time;
}

function hue(name) {
  let sum = 7;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 360;
  return sum;
}

function showLine({ text, who, when, mine }) {
  const at = new Date(when);
  const next = last !== null && last.who === who && last.mine === mine && at - last.at < SAME_SPEAKER_WITHIN;
  const line = element('article', `line${mine ? ' mine' : ''}${next ? ' next' : ''}`);
  const face = element('span', 'face', [...who][0].toUpperCase());
  face.setAttribute('aria-hidden', 'true');
  face.style.setProperty('--hue', hue(who));
  const by = element('p', next ? 'by unseen' : 'by');
  by.append(element('bdi', '', mine ? 'You' : who), clock(at));
  const said = element('p', 'text', text);
  said.dir = 'auto';
  line.append(face, by, said);
  append(line, mine);
  last = { who, at, mine };
  if (document.hidden && !mine) { unread++; title(); }
}

function showGap(text) {
  last = null;
  append(element('p', 'gap', text), false);
}

function title() {
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${room} – Channels chat`;
}

// ---- Rooms: the hash names one, and the browser remembers the last dozen

let room = '';
let talk = null;
let lostAt = 0;

// A slash cannot be part of a segment of a path, whatever encodes it.
function cleaned(name) {
  const clean = name.replace(/[\/\\\u0000-\u001f\u007f]/g, ' ').trim().slice(0, 500);
  return clean === '.' || clean === '..' ? '' : clean.toWellFormed?.() ?? clean;
}

function roomOfHash() {
  try {
    return cleaned(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return '';
  }
}

function remembered() {
  try {
    const rooms = JSON.parse(localStorage.getItem('rooms') ?? '[]');
    return Array.isArray(rooms) ? rooms.filter(name => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

function remember(rooms) {
  try {
    localStorage.setItem('rooms', JSON.stringify(rooms.slice(0, MAX_ROOMS)));
  } catch {
    // Storage is off: the list lives as long as the page.
  }
}

let rooms = remembered();

function showRooms() {
  $('rooms').replaceChildren(...rooms.map(name => {
    const link = element('a', '', name);
    link.href = `#${encodeURIComponent(name)}`;
    link.dir = 'auto';
    if (name === room) link.setAttribute('aria-current', 'page');
    const item = element('li');
    item.append(link);
    if (name !== room) {
      const forget = element('button', '', '×');
      forget.type = 'button';
      forget.setAttribute('aria-label', `Forget the room ${name}`);
      forget.onclick = () => {
        rooms = rooms.filter(other => other !== name);
        remember(rooms);
        showRooms();
        $('room').focus();
      };
      item.append(forget);
    }
    return item;
  }));
}

function enter(name) {
  room = name;
  if (!rooms.includes(name)) rooms = [name, ...rooms].slice(0, MAX_ROOMS);
  remember(rooms);
  showRooms();
  openSide(false);
  $('room-title').textContent = name;
  log.setAttribute('aria-label', `Messages in ${name}`);
  log.replaceChildren();
  $('empty').hidden = false;
  $('newer').hidden = true;
  last = null;
  lostAt = 0;
  unread = 0;
  title();
  if (!sessionOver) talkIn(name);
}

function talkIn(name) {
  talk?.stop();
  talk = new Wire(`ws/chat/${encodeURIComponent(name)}`, {
    message(data) {
      const line = JSON.parse(data);
      if (line.error) $('say-problem').textContent = line.error;
      else if (line.gap) showGap('Reconnected; some messages may be missing.');
      else showLine(line);
    },
    state(state, before) {
      if (state === 'waiting' && before === 'open') lostAt = Date.now();
      if (state === 'open' && lostAt > 0) {
        showGap('The connection was lost; what was said meanwhile is missing here.');
        lostAt = 0;
      }
      showStatus();
      if (state === 'ended') endSession();
    },
  });
  showStatus();
}

addEventListener('hashchange', () => {
  const name = roomOfHash() || 'lobby';
  if (name !== room) enter(name);
});

// ---- Notifications

let news = null;

function listen() {
  news?.stop();
  news = new Wire('ws/broadcast', {
    message: showNotice,
    state(state) {
      showStatus();
      if (state === 'ended') endSession();
    },
  });
}

function showNotice(text) {
  const notice = element('div', 'notice');
  const said = element('p', '', text);
  said.dir = 'auto';
  const dismiss = element('button', '', '×');
  dismiss.type = 'button';
  dismiss.setAttribute('aria-label', 'Dismiss the notification');
  dismiss.onclick = () => { notice.remove(); $('text').focus(); };
  notice.append(said, clock(new Date()), dismiss);
  $('notices').append(notice);
  while ($('notices').childElementCount > MAX_NOTICES) $('notices').firstElementChild.remove();
}

// ---- Status: the worse of the two

const PHRASES = {
  open: 'Connected',
  connecting: 'Connecting…',
  waiting: 'Connection lost',
  ended: 'Not connected',
};
let ticking = 0;

function showStatus() {
  const wires = [talk, news].filter(wire => wire !== null);
  const state = sessionOver ? 'ended'
    : ['waiting', 'connecting'].find(worse => wires.some(wire => wire.state === worse)) ?? 'open';
  $('status').dataset.state = state;
  if ($('status-text').textContent !== PHRASES[state]) $('status-text').textContent = PHRASES[state];
  $('retry').hidden = state !== 'waiting';
  clearInterval(ticking);
  $('countdown').textContent = '';
  if (state === 'waiting') {
    const tick = () => {
      const waiting = wires.filter(wire => wire.state === 'waiting').map(wire => wire.retryAt);
      const seconds = Math.max(1, Math.ceil((Math.min(...waiting) - Date.now()) / 1_000));
      $('countdown').textContent = `– reconnecting in ${seconds} s`;
    };
    tick();
    ticking = setInterval(tick, 500);
  }
}

function retryNow() {
  talk?.retryNow();
  news?.retryNow();
}

$('retry').onclick = retryNow;
addEventListener('online', retryNow);

// ---- The session

let me = null; // the name, or null for a guest
let sessionOver = false;
let signedOutHere = false;
let lastKeptAlive = Date.now();

async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body });
  if (!answer.ok) throw new Error((await answer.text()).trim() || 'That did not work.');
}

async function askWho() {
  const answer = await fetch('session');
  if (!answer.ok) throw new Error('The server does not say who is signed in.');
  lastKeptAlive = Date.now();
  return (await answer.json()).name ?? null;
}

function showWho(name) {
  me = name;
  $('who').textContent = name ?? 'guest';
  $('open-sign-in').hidden = name !== null;
  $('sign-out').hidden = name === null;
}

// A socket knows the name that the session had when it opened, so another name takes new sockets.
function connectAs(name) {
  showWho(name);
  sessionOver = false;
  signedOutHere = false;
  $('ended').hidden = true;
  $('say').hidden = false;
  talkIn(room);
  listen();
}

function endSession() {
  if (sessionOver) return;
  sessionOver = true;
  talk.stop();
  news.stop();
  showWho(null);
  showStatus();
  $('ended-text').textContent = signedOutHere
    ? 'You signed out; your connection to this room is closed.'
    : Date.now() - lastKeptAlive > LONG_PAUSE
      ? 'You were signed out after a long pause; your connection to this room is closed.'
      : 'You signed out; that was in another tab, and this one is no longer connected either.';
  $('say').hidden = true;
  $('ended').hidden = false;
  if (!document.hidden) $('ended-text').focus();
}

// The page may have been signed in or out elsewhere while nobody looked.
async function refresh() {
  const name = await askWho();
  if (!sessionOver && name !== me) connectAs(name);
}

$('sign-out').onclick = async () => {
  signedOutHere = true;
  try {
    await post('sign-out');
  } catch {
    signedOutHere = false;
    $('say-problem').textContent = 'Signing out did not work; try again.';
  }
};

function askName() {
  $('sign-in-problem').textContent = '';
  $('sign-in').showModal();
}

$('open-sign-in').onclick = askName;
$('sign-in-again').onclick = askName;
$('cancel').onclick = () => $('sign-in').close();
$('as-guest').onclick = async () => {
  connectAs(await askWho().catch(() => null));
  $('text').focus();
};

$('sign-in-form').onsubmit = async event => {
  event.preventDefault();
  try {
    await post('sign-in', new URLSearchParams({ name: $('name').value }));
    connectAs(await askWho());
    $('sign-in').close();
    $('text').focus();
  } catch (problem) {
    $('sign-in-problem').textContent = problem.message;
  }
};

// WebSocket traffic does not keep a session alive; a small request while somebody is here does.
let active = false;
for (const sign of ['pointerdown', 'keydown', 'scroll']) {
  addEventListener(sign, () => { active = true; }, { capture: true, passive: true });
}
setInterval(() => {
  if (active && !sessionOver) refresh().catch(() => {});
  active = false;
}, KEEP_ALIVE_EVERY);

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  unread = 0;
  title();
  retryNow();
  if (!sessionOver) refresh().catch(() => {});
});

// ---- Forms

function say() {
  const text = $('text').value.trim();
  $('say-problem').textContent = '';
  if (text === '') return;
  if (talk.send(JSON.stringify({ text }))) {
    $('text').value = '';
    fit();
  } else {
    $('say-problem').textContent = 'Not connected yet; your text stays here.';
  }
}

// For browsers without field-sizing.
function fit() {
  if (CSS.supports('field-sizing', 'content')) return;
  const field = $('text');
  field.style.setProperty('height', 'auto');
  field.style.setProperty('height', `${field.scrollHeight + 2}px`);
}

$('say').onsubmit = event => { event.preventDefault(); say(); };
$('text').oninput = fit;
$('text').onkeydown = event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    say();
  }
};

$('new-room').onsubmit = event => {
  event.preventDefault();
  const name = cleaned($('room').value);
  if (name === '') return;
  $('room').value = '';
  openSide(false);
  location.hash = encodeURIComponent(name);
  $('text').focus();
};

$('notify').onsubmit = async event => {
  event.preventDefault();
  $('notify-problem').textContent = '';
  try {
    await post('notify?group=broadcast', $('notice').value);
    $('notice').value = '';
    openSide(false);
  } catch (problem) {
    $('notify-problem').textContent = problem.message;
  }
};

$('copy').onclick = async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    $('copy').textContent = 'Copied';
  } catch {
    $('copy').textContent = 'Copy it from the address bar';
  }
  setTimeout(() => { $('copy').textContent = 'Copy link'; }, 2_500);
};

$('newer').onclick = () => { toEnd(); $('text').focus(); };

function openSide(open) {
  $('side').classList.toggle('open', open);
  $('menu').setAttribute('aria-expanded', String(open));
}

$('menu').onclick = () => openSide(!$('side').classList.contains('open'));
addEventListener('keydown', event => {
  if (event.key === 'Escape' && $('side').classList.contains('open')) {
    openSide(false);
    $('menu').focus();
  }
});

// ---- Start

if (rooms.length === 0) rooms = ['lobby'];
if (roomOfHash() === '') history.replaceState(null, '', '#lobby');
enter(roomOfHash());
listen();
askWho().then(showWho, () => {});
