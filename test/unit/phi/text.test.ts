import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	decodeNote,
	readNote,
	sections,
	textOfHtml,
	textOfRtf,
	united,
} from '../../../dist/nodes/Phi/formats/text/index.js';

const refused = (code: string) => ({ code }) as object;

test('a note is decoded without doubt, or refused', () => {
	assert.equal(decodeNote(Buffer.from('Müller')), 'Müller');
	assert.equal(decodeNote(Buffer.from('\ufeffMüller')), 'Müller');
	assert.equal(decodeNote('\ufeffMüller'), 'Müller');
	assert.equal(decodeNote(Buffer.from('\ufeffMüller', 'utf16le')), 'Müller');
	assert.equal(decodeNote(Buffer.from('\ufeffMüller', 'utf16le').swap16(), 'utf-16'), 'Müller');
	assert.equal(decodeNote(Buffer.from([0x4d, 0xfc, 0x80]), 'windows-1252'), 'Mü€');
	const wrong: Array<[string | Uint8Array, 'utf-8' | 'utf-16' | 'windows-1252']> = [
		[Buffer.from([0x4d, 0xfc, 0x6c]), 'utf-8'],
		[Buffer.from([0x4d, 0x81]), 'windows-1252'],
		[Buffer.from('Müller', 'utf16le'), 'utf-16'],
		[Buffer.from('Müller', 'utf16le'), 'utf-8'],
		[Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([0x4d])]), 'utf-8'],
		[Buffer.from([0xff, 0xfe, 0, 0, 0x4d, 0, 0, 0]), 'utf-8'],
		['half \ud83d character', 'utf-8'],
		['NUL \0 inside', 'utf-8'],
	];
	for (const [bytes, charset] of wrong) {
		assert.throws(() => decodeNote(bytes, charset), refused('phi-text-undecodable'));
	}
});

test('HTML gives its words, a line for each block, and nothing that is not shown', () => {
	const { text, dropped } = textOfHtml(
		`<!DOCTYPE html><html><head><title>Zztitle</title><style>p{content:"Zzstyle"}</style></head>
		<body onload="zz()"><h1>Note</h1><p title="Zzattribute">Jo<b>hn</b><!-- Zzcomment -->&nbsp;M&uuml;ller &#39;A&#x41;' &unknown; &amp; Co</p>
		<script>if (a</b>) "Zzscript"</script><table><tr><td>Na</td><td>140</td></tr><tr><td>K<td>4</table>
		<img src="zz.png" alt="Zzalt">pO2 <60 and x<y<br>end<![CDATA[ Zzcdata ]]></body></html>`,
	);
	assert.equal(
		text,
		"Note\nJohn\u00a0Müller 'AA' &unknown; & Co\nNa\t140\nK4\npO2 <60 and x<y\nend",
	);
	assert.equal(dropped, 1);
});

test('HTML that never ends, or nests without end, is read in one pass', () => {
	const started = performance.now();
	textOfHtml('<p'.repeat(200_000));
	textOfHtml('<!--'.repeat(200_000));
	textOfHtml('<div>'.repeat(200_000));
	textOfHtml(`${'<a "'.repeat(200_000)}>`);
	textOfHtml('&'.repeat(500_000));
	textOfHtml('</td>'.repeat(200_000));
	textOfHtml(`<pre>${' '.repeat(1_000_000)}x</pre>`);
	textOfRtf(`{\\rtf1 ${'\\tab '.repeat(200_000)}x}`);
	assert.ok(performance.now() - started < 5_000, `${performance.now() - started} ms`);
});

test('RTF gives its words with their characters, and no hidden or deleted ones', () => {
	const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Zzfont;}}{\info{\author Zzauthor}}{\header Head\par}
\pard Jo\b hn\b0  M\'fcller\par Line\line two\tab x {\v Zzhidden}{\deleted Zzdeleted}{\*\unknown Zzunknown}
\u8217?s \uc2\u960??\'e4 \{a\}\~b{\pict\bin4 }}{{}end\par\cell{\field{\*\fldinst HYPERLINK "zz"}{\fldrslt link}}}`;
	const { text, dropped } = textOfRtf(rtf);
	assert.equal(text, 'Head\nJohn Müller\nLine\ntwo\tx \u2019s \u03c0ä {a}\u00a0bend\n\tlink');
	assert.equal(dropped, 1);
	const japanese = String.raw`{\rtf1\ansicpg932 \'8e\'52\'93\'63}`;
	assert.equal(textOfRtf(japanese).text, '山田');
});

test('RTF that is broken is refused: a part of a note is not the note', () => {
	for (const rtf of [
		String.raw`{\rtf1 never closed`,
		String.raw`{\rtf1\ansicpg99999 x}`,
		String.raw`{\rtf1 \'zz}`,
		String.raw`{\rtf1\ansicpg932 \'81}`,
		`{\\rtf1 ${'{'.repeat(5000)}${'}'.repeat(5000)}}`,
	]) {
		assert.throws(() => textOfRtf(rtf), refused('phi-rtf-broken'), rtf.slice(0, 30));
	}
});

test('a note is read as what it is, and a comparison makes no HTML of it', () => {
	assert.equal(readNote('BP <120 and >80, pO2 < 60').readAs, 'plain');
	assert.equal(readNote('<p>Seen today</p>').readAs, 'html');
	assert.equal(readNote('Seen<br/>today').readAs, 'html');
	assert.equal(readNote('{\\rtf1 Seen}').readAs, 'rtf');
	assert.equal(readNote('{\\rtf1 Seen}', 'text/plain').readAs, 'rtf');
	assert.equal(readNote('<p>Seen</p>', 'text/plain').text, '<p>Seen</p>');
	assert.equal(readNote('<p>Seen</p>', 'text/html').text, 'Seen');
	assert.throws(() => readNote('<p>&#0;a\\u0000</p>\0'), refused('phi-text-undecodable'));
	assert.equal(readNote('lost \ufffd').damaged, true);
});

test('sections cover a text once, overlap, and cut neither words nor characters', () => {
	const text = `${'alpha beta\n'.repeat(500)}${'😀'.repeat(2000)}${'x'.repeat(3000)}`;
	const all = [...sections(text, 1000, 100)];
	assert.equal(all[0]?.from, 0);
	assert.equal(all.at(-1)?.to, text.length);
	for (const [index, { start, end, from, to }] of all.entries()) {
		assert.ok(start <= from && to <= end && end - start <= 1300);
		if (index > 0) assert.equal(from, all[index - 1]?.to);
		assert.ok(text.slice(start, end).isWellFormed());
		assert.ok(text.slice(from, to).isWellFormed());
		if (to < 5000) assert.ok(/\s/.test(text[to - 1] ?? ''), 'cut behind white space');
	}
	assert.equal([...sections('')].length, 1);
});

test('findings that overlap become one that covers both', () => {
	const finding = (start: number, end: number, score: number) =>
		({
			start,
			end,
			score,
			type: 'NAME',
			role: 'unknown',
			source: 'rule',
			rule: `r${score}`,
		}) as const;
	const one = united([finding(5, 9, 0.9), finding(0, 6, 0.5), finding(20, 22, 0.7)]);
	assert.deepEqual(
		one.map(({ start, end, rule }) => [start, end, rule]),
		[
			[0, 9, 'r0.9'],
			[20, 22, 'r0.7'],
		],
	);
});
