/**
 * What the pages do more with JavaScript; reading, changing and deciding work without it. It sends the
 * form itself, so that nothing typed is lost when the network fails or somebody else decided first, and
 * shows each change at once.
 */
export const SCRIPT = `
(() => {
'use strict';
const form = document.getElementById('review');
const say = (text, bad) => {
	const box = document.getElementById('live');
	if (!box) return;
	box.textContent = text;
	box.className = 'note ' + (bad ? 'bad' : 'good');
	box.hidden = false;
	box.focus();
};
const words = (text) => text.match(/\\s*\\S+|\\s+$/g) || [];
const diff = (before, after) => {
	const a = words(before), b = words(after);
	if (a.length > 400 || b.length > 400) return [['del', before], ['ins', after]];
	const t = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
		t[i][j] = a[i] === b[j] ? t[i + 1][j + 1] + 1 : Math.max(t[i + 1][j], t[i][j + 1]);
	const out = []; let i = 0, j = 0;
	const put = (kind, text) => { const last = out[out.length - 1]; if (last && last[0] === kind) last[1] += text; else out.push([kind, text]); };
	while (i < a.length && j < b.length) {
		if (a[i] === b[j]) { put('', a[i]); i++; j++; }
		else if (t[i + 1][j] >= t[i][j + 1]) put('del', a[i++]);
		else put('ins', b[j++]);
	}
	while (i < a.length) put('del', a[i++]);
	while (j < b.length) put('ins', b[j++]);
	return out;
};
const show = (place, parts) => {
	place.replaceChildren(...parts.map(([kind, text]) => {
		if (kind === '') return document.createTextNode(text);
		const part = document.createElement(kind);
		part.textContent = text;
		return part;
	}));
};
if (form) {
	let dirty = false;
	for (const area of form.querySelectorAll('textarea[data-before]')) {
		const place = document.getElementById(area.dataset.shows);
		area.addEventListener('input', () => { if (place) show(place, diff(area.dataset.before, area.value)); });
	}
	form.addEventListener('input', () => { dirty = true; });
	for (const tick of form.querySelectorAll('input[data-row]')) {
		tick.addEventListener('change', () => document.getElementById(tick.dataset.row)?.classList.toggle('out', !tick.checked));
	}
	addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
	let sending = false;
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		if (sending) return;
		const button = event.submitter;
		const body = new URLSearchParams(new FormData(form, button));
		sending = true;
		if (button) button.setAttribute('aria-disabled', 'true');
		try {
			const answer = await fetch(form.action, { method: 'POST', body, headers: { 'x-sign-off': 'script' }, redirect: 'manual' });
			const type = answer.headers.get('content-type') || '';
			if (type.startsWith('application/json') && answer.ok) {
				const { go } = await answer.json();
				dirty = false;
				if (new URL(go, location.href).href === location.href) location.reload(); else location.assign(go);
				return;
			}
			if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 404 || answer.status === 409) {
				dirty = false;
				location.assign(form.dataset.desk);
				return;
			}
			if (type.startsWith('text/html')) {
				const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
				say(page.querySelector('main')?.innerText.trim() || 'It was not taken.', true);
			} else say('The server did not take it (' + answer.status + '). Nothing was signed. What you typed is still here.', true);
		} catch {
			say('The server cannot be reached. Nothing was signed. What you typed is still here: try again in a moment.', true);
		}
		sending = false;
		if (button) button.removeAttribute('aria-disabled');
	});
}
const clock = document.getElementById('left');
if (clock) {
	const end = Date.now() + Number(clock.dataset.seconds) * 1000;
	let told = '';
	const tick = () => {
		const left = Math.round((end - Date.now()) / 60000);
		const text = left > 0 ? 'Signed in for ' + left + (left === 1 ? ' more minute' : ' more minutes') : 'Your session has ended. Your changes are kept when you send them.';
		if (text === told) return;
		// Told to the ear only when it matters.
		if (left <= 2) clock.setAttribute('role', 'status');
		clock.textContent = told = text;
	};
	tick();
	setInterval(tick, 10000);
}
document.querySelector('[data-focus]')?.focus();
})();
`;
