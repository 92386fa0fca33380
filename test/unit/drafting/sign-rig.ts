import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { processOrigin } from '../../../dist/nodes/shared/origin.js';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import type {
	ClinicalDraft,
	DraftVerification,
} from '../../../dist/nodes/shared/contracts/index.js';
import type { Request } from '../../../dist/nodes/Drafting/signing/http.js';
import type { Person } from '../../../dist/nodes/Drafting/signing/person.js';
import { hashOf, type ReviewCase } from '../../../dist/nodes/Drafting/signing/review-case.js';
import { ReviewDoor, type DoorAnswer } from '../../../dist/nodes/Drafting/signing/review-door.js';
import { Sessions } from '../../../dist/nodes/Drafting/signing/sessions.js';
import {
	signingRoom,
	type SigningRoom,
} from '../../../dist/nodes/Drafting/signing/signing-room.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { DRAFT, FACTS, rendered, VERIFICATION, verified } from './sign-build.ts';

let root: string;

/** A data directory of its own for the tests of one file. */
export function ownDataDirectory(): void {
	before(async () => {
		root = await mkdtemp(join(tmpdir(), 'hospital-sign-'));
		await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
		process.env.HOSPITAL_DATA_DIR = join(root, 'data');
		process.env.HOSPITAL_KEY_FILE = join(root, 'key');
		process.env.HOSPITAL_INSTANCE = 'n8n.test';
	});
	after(async () => {
		await closeLedger();
		await rm(root, { recursive: true, force: true });
	});
}

export const dataDir = (): string => join(root, 'data');
export const ledgerLines = async (): Promise<LedgerLine[]> => await readLedger(dataDir());

export const ORIGIN = 'https://sign.hospital.example';
export const DESK = `${ORIGIN}/webhook/sign-off`;

export const person = (more: Partial<Person> = {}): Person => ({
	subject: 'zz-attending',
	name: 'Dr. Ada Testperson',
	roles: ['attending'],
	accounts: ['zz.attending', 'zz.attending@hospital.example'],
	issuer: 'https://login.hospital.example',
	method: 'oidc',
	...more,
});

export const BEN = person({
	subject: 'zz-ben',
	name: 'Dr. Ben Testperson',
	accounts: ['zz.ben'],
});

let count = 0;

/** A review that waits, of a piece of work that was handed out once. */
export async function opened(more: Partial<ReviewCase> = {}): Promise<{
	room: SigningRoom;
	review: ReviewCase;
}> {
	count += 1;
	const room = await signingRoom();
	await room.store.placeDesk({
		url: DESK,
		roles: ['attending', 'resident'],
		workflowId: 'wf-desk',
		at: new Date().toISOString(),
	});
	const number = String(count);
	const workId = `w${number.padStart(31, '0')}`;
	const work = {
		id: workId,
		attempt: 1,
		kind: 'fhir-change',
		priority: 'routine',
		openedAt: '2026-11-21T08:00:00Z',
	} as const;
	const review: ReviewCase = {
		id: number.padStart(24, '0'),
		title: DRAFT.title,
		patientLabel: 'Ada Zztest-Testperson, born 1951-03-07',
		patient: FACTS.patient,
		encounter: FACTS.encounter,
		purpose: FACTS.purpose,
		draftKind: DRAFT.kind,
		audience: { roles: ['attending'], persons: [] },
		handOvers: [],
		priority: 'routine',
		openedAt: new Date().toISOString(),
		expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
		asOf: FACTS.asOf,
		factsHash: FACTS.hash,
		draftHash: hashOf(DRAFT),
		counts: VERIFICATION.counts,
		executionId: number,
		workflowId: 'wf-discharge',
		nodeId: 'node-1',
		nodeName: 'Sign-Off',
		nodeType: 'n8n-nodes-hospital.clinicianSignOff',
		pageUrl: `${ORIGIN}/webhook-waiting/${number}/node-1?signature=zz`,
		work,
		purposeOfUse: 'TREAT',
		origin: processOrigin(),
		...more,
	};
	const content = {
		facts: FACTS,
		draft: DRAFT,
		verification: VERIFICATION,
		item: { workItem: review.work ?? null },
	};
	await room.store.open(review, content);
	if (review.fresh !== undefined) await room.store.refresh(review.id, review.fresh);
	if (review.work !== undefined) {
		const store = await workStore();
		const now = Date.now();
		await store.writeLease(workId, {
			attempt: 1,
			failures: 0,
			origin: processOrigin(),
			emittedAt: new Date(now).toISOString(),
			until: now + 60_000,
			phase: 'running',
		});
		await store.park(workId, 1, 'sign-off');
	}
	return { room, review };
}

/** What a browser keeps between requests. */
export class Browser {
	readonly cookies = new Map<string, string>();
	last: DoorAnswer | undefined;
	/** What the check says, where a test is about that. */
	verify: (draft: ClinicalDraft) => DraftVerification = verified;

	readonly room: SigningRoom;
	readonly review: ReviewCase;
	readonly who: Person;

	constructor(room: SigningRoom, review: ReviewCase, who: Person = person()) {
		this.room = room;
		this.review = review;
		this.who = who;
	}

	/** Comes from the desk. */
	async enter(): Promise<DoorAnswer> {
		const code = new Sessions(this.room.seals).handOver(this.who, this.review);
		await this.get({ code });
		return await this.get();
	}

	async get(query: Record<string, string> = {}): Promise<DoorAnswer> {
		return await this.#ask({ method: 'GET', query, body: {}, headers: {} });
	}

	/** Sends the form of the page that was shown last, as it stands there, with these fields changed. */
	async send(
		act: string,
		fields: Record<string, string> = {},
		from = this.last,
	): Promise<DoorAnswer> {
		const page = from?.reply.page ?? '';
		const body: Record<string, string> = { ...formFields(page), ...fields, act };
		for (const [name, value] of Object.entries(body)) if (value === '') delete body[name];
		return await this.#ask({ method: 'POST', query: {}, body, headers: { origin: ORIGIN } });
	}

	async post(body: Record<string, string>, headers: Request['headers'] = {}): Promise<DoorAnswer> {
		return await this.#ask({ method: 'POST', query: {}, body, headers });
	}

	async #ask(request: Request): Promise<DoorAnswer> {
		const review = (await this.room.store.case(this.review.id)) ?? this.review;
		const engines = {
			verify: (_: unknown, draft: ClinicalDraft) => this.verify(draft),
			render: rendered,
		};
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const door = new ReviewDoor(this.room, review, engines);
		const answer = await door.answer({ ...request, headers: { ...request.headers, cookie } });
		for (const text of answer.reply.cookies ?? []) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
			this.cookies.set(name, value);
		}
		if (answer.reply.status === 200) this.last = answer;
		return answer;
	}
}

const unescape = (text: string): string =>
	text
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&amp;', '&');

/** The fields of a page as a browser without JavaScript sends them. */
export function formFields(page: string): Record<string, string> {
	const fields: Record<string, string> = {};
	for (const [tag] of page.matchAll(/<input\b[^>]*>/g)) {
		const name = /\bname="([^"]*)"/.exec(tag)?.[1];
		const value = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '';
		if (name === undefined) continue;
		if (/type="checkbox"/.test(tag) && !/\schecked\b/.test(tag)) continue;
		fields[name] = unescape(value);
	}
	for (const [, name = '', text = ''] of page.matchAll(
		/<textarea\b[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/textarea\s*>/g,
	)) {
		fields[name] = unescape(text);
	}
	return fields;
}
