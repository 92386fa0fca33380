import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { FORMATS, formatNamed } from '../../dist/nodes/Audit/formats/index.js';
import { startEhr } from '../hospital/ehr.ts';
import { entryOf, EVENTS } from '../unit/audit/formats-events.ts';
import { command } from './command.ts';
import { debian } from './debian.ts';
import { peer } from './require.ts';

const SCHEMA = join(import.meta.dirname, 'dicom-audit-message.rng');

async function folder(t: TestContext): Promise<string> {
	const made = await mkdtemp(join(tmpdir(), 'hospital-formats-'));
	t.after(async () => await rm(made, { recursive: true, force: true }));
	return made;
}

test('xmllint finds every audit message valid under the schema of PS3.15 A.5.1, and a wrong one not', async (t) => {
	const tools = await peer(t, async () => await debian(['libxml2-utils']));
	if (tools === undefined) return;
	const at = await folder(t);
	const validate = async (messages: string[]) => {
		const files = await Promise.all(
			messages.map(async (message, number) => {
				const file = join(at, `${number}.xml`);
				await writeFile(file, message);
				return file;
			}),
		);
		const args = ['--noout', '--nonet', '--relaxng', SCHEMA, ...files];
		return await command(tools.bin('xmllint'), args, { env: tools.env });
	};
	const { line } = formatNamed('atna');
	const messages = EVENTS.map((record) => line(entryOf(record)));
	const sound = await validate(messages);
	assert.equal(sound.code, 0, sound.stderr);
	const spoilt = [
		(text: string) => text.replace(/ originalText="[^"]*"/, ''),
		(text: string) => text.replace(/ UserIsRequestor="\w+"/, ' UserIsRequestor="maybe"'),
		(text: string) =>
			text.replace(
				/(<EventIdentification.*<\/EventIdentification>)(<ActiveParticipant.*?<\/ActiveParticipant>)/,
				'$2$1',
			),
		(text: string) => text.replace('EventOutcomeIndicator="12"', 'EventOutcomeIndicator="7"'),
		(text: string) => text.replace(/<ParticipantObjectName>[^<]*<\/ParticipantObjectName>/, ''),
	];
	for (const spoil of spoilt) {
		const wrong = spoil(messages[0]);
		assert.notEqual(wrong, messages[0]);
		assert.notEqual((await validate([wrong])).code, 0, String(spoil));
	}
});

test('a FHIR server takes every AuditEvent, and keeps one however often it comes', async (t) => {
	const ehr = await startEhr();
	t.after(async () => await ehr.stop());
	const { line } = formatNamed('fhir');
	const put = async (body: string, id: string) => {
		const headers = { 'content-type': 'application/fhir+json' };
		return await fetch(`${ehr.url}/AuditEvent/${id}`, { method: 'PUT', headers, body });
	};
	for (const expected of [201, 200]) {
		for (const record of EVENTS) {
			const entry = entryOf(record);
			const answer = await put(line(entry), entry.id);
			assert.equal(answer.status, expected, await answer.text());
		}
	}
	const found = (await (await fetch(`${ehr.url}/AuditEvent?_count=1000`)).json()) as {
		entry: Array<{ resource: { id: string } }>;
	};
	const ids = found.entry.map(({ resource }) => resource.id).sort();
	assert.deepEqual(ids, EVENTS.map((record) => entryOf(record).id).sort());
	const { action: _action, recorded: _recorded, ...rest } = JSON.parse(line(entryOf(EVENTS[0])));
	const refused = await put(JSON.stringify({ ...rest, id: 'x' }), 'x');
	assert.equal(refused.status, 400, 'the server does look');
});

test('jq reads every line of the formats that are JSON', async (t) => {
	const tools = await peer(t, async () => await debian(['jq']));
	if (tools === undefined) return;
	const at = await folder(t);
	for (const { name, mediaType, line } of FORMATS) {
		if (!mediaType.endsWith('json')) continue;
		const file = join(at, name);
		await writeFile(file, EVENTS.map((record) => `${line(entryOf(record))}\n`).join(''));
		const args = ['-c', '[.. | strings | select(test("^[0-9a-f]{64}$"))]', file];
		const { code, stdout } = await command(tools.bin('jq'), args, { env: tools.env });
		assert.equal(code, 0, name);
		const lines = stdout.trim().split('\n');
		assert.equal(lines.length, EVENTS.length);
		for (const [number, record] of EVENTS.entries()) {
			assert.ok(lines[number].includes(entryOf(record).id), `${name} ${number}`);
		}
	}
});
