import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../ehr/http.ts';
import { aboutSomebodyElse, alteredBy, renamed } from './altered.ts';
import { answerOf, Book, sha256 } from './book.ts';
import { capability } from './capability.ts';
import { controlPage, takeControl } from './control.ts';
import { call, services } from './crd.ts';
import { packageFor } from './dtr.ts';
import { afterwards, before, Faults, spoil } from './faults.ts';
import type { Json } from './fhir.ts';
import { inquire, refusal, submit, type Incoming, type Noted } from './operations.ts';
import { questionnaireUrl } from './questionnaires.ts';
import { sendReply } from './reply.ts';
import { PayerSubscriptions } from './subscriptions.ts';
import type {
	Delivery,
	Fault,
	Notify,
	PayerAnswer,
	PayerCase,
	PayerOptions,
	PayerOutcome,
	PayerRequest,
	Reply,
	Requirement,
} from './types.ts';

const MOST_REQUESTS = 20_000;
/** Of so many of the latest requests the content is kept. */
const MOST_BODIES = 500;

/**
 * A payer on 127.0.0.1: coverage requirements (CDS Hooks), questionnaires (DTR) and prior authorization
 * (PAS, with Subscriptions). It judges what comes in by its own reading of the guides.
 */
export class Payer {
	readonly subscriptions = new PayerSubscriptions(() => this.fhir);
	private readonly book = new Book();
	private readonly faults = new Faults();
	private readonly requirements = new Map<string, Requirement>();
	private readonly log: PayerRequest[] = [];
	private readonly server: Server;
	private readonly options: PayerOptions;

	constructor(options: PayerOptions) {
		this.options = options;
		this.book.today = options.today;
		this.server = createServer({ requestTimeout: 120_000 }, (request, response) => {
			this.serve(request, response).catch(() => response.destroy());
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(this.options.port ?? 0, '127.0.0.1', () => resolve());
		});
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	/** `http://127.0.0.1:1234`; the control page is at /control. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** FHIR endpoint for PAS and DTR. */
	get fhir(): string {
		return `${this.url}/fhir`;
	}
	get pas(): string {
		return this.fhir;
	}
	get dtr(): string {
		return this.fhir;
	}
	/** Base of the CDS Hooks service: `${crd}/cds-services`. */
	get crd(): string {
		return this.url;
	}

	/** Canonical of this payer's questionnaire. */
	readonly questionnaire = questionnaireUrl;

	/** What came in, oldest first. */
	requests(part?: PayerRequest['part']): PayerRequest[] {
		return this.log.filter((request) => part === undefined || request.part === part);
	}

	/** What was taken, one for each Bundle.identifier. */
	cases(): PayerCase[] {
		return [...this.book.cases.values()];
	}

	/** Requests that are here more than once: must be 0. */
	duplicates(): number {
		return this.book.duplicates();
	}

	get deliveries(): readonly Delivery[] {
		return this.subscriptions.deliveries;
	}

	/** @param code of an item, or `default` */
	outcomeFor(code: string, answer: PayerAnswer | PayerOutcome): void {
		this.book.byCode.set(code, answerOf(answer));
	}

	/** @param identifier value of Bundle.identifier */
	answerFor(identifier: string, answer: PayerAnswer | PayerOutcome): void {
		this.book.byIdentifier.set(identifier, answerOf(answer));
	}

	/** @param code of an order, or `default` */
	requirementFor(code: string, requirement: Requirement): void {
		this.requirements.set(code, requirement);
	}

	fault(fault: Fault): void {
		this.faults.add(fault);
	}

	/** Switches all faults off. */
	mend(): void {
		this.faults.mend();
	}

	/**
	 * Decides a case anew and tells the subscribers of its organization.
	 *
	 * @param identifier value of Bundle.identifier
	 */
	async notify(
		identifier: string,
		answer: PayerAnswer | PayerOutcome,
		how: Notify = {},
	): Promise<Delivery[]> {
		const held = this.book.find(identifier);
		let response = this.book.decide(held, answerOf(answer));
		if (how.otherPatient === true) response = aboutSomebodyElse(response);
		if (how.identifier !== undefined) response = renamed(response, how.identifier);
		return await this.subscriptions.notify(held.request, response, how);
	}

	async heartbeat(): Promise<Delivery[]> {
		return await this.subscriptions.heartbeat();
	}

	/** Forgets requests, cases, faults and subscriptions; what answers are set up stays. */
	reset(): void {
		this.log.length = 0;
		this.book.clear();
		this.faults.mend();
		this.subscriptions.held.clear();
		this.subscriptions.deliveries.length = 0;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname } = new URL(request.url ?? '/', 'http://payer');
		const method = request.method ?? 'GET';
		const body = await readBody(request);
		if (pathname.startsWith('/control')) {
			sendReply(response, await this.control(method, pathname, body));
			return;
		}
		const part = partOf(pathname);
		const faults = this.faults.next(part);
		const entry: PayerRequest = {
			at: new Date().toISOString(),
			part,
			method,
			path: pathname,
			status: 0,
			problems: [],
			...(body.length > 0 ? { sha256: sha256(body) } : {}),
		};
		this.log.push(entry);
		if (this.log.length > MOST_REQUESTS) this.log.shift();
		const old = this.log.at(-1 - MOST_BODIES);
		if (old !== undefined) delete old.body;
		response.once('close', () => (entry.status = response.headersSent ? response.statusCode : 0));
		if (await before(faults, response)) return;
		const kind = afterwards(faults);
		const { reply, noted } = await this.answer(request, pathname, method, body);
		Object.assign(entry, noted, body.length > 0 ? { body: parsed(body) } : {});
		const spoiled = alteredBy(kind, reply);
		const bytes = Buffer.from(JSON.stringify(spoiled.body ?? {}));
		if (spoil(kind, response, bytes, spoiled.status)) return;
		sendReply(response, spoiled);
	}

	private async control(method: string, pathname: string, body: Buffer): Promise<Reply> {
		if (method === 'POST') return await takeControl(this, parsed(body));
		return controlPage(this, pathname.endsWith('.json'));
	}

	private async answer(
		request: IncomingMessage,
		pathname: string,
		method: string,
		body: Buffer,
	): Promise<{ reply: Reply; noted?: Partial<Noted> }> {
		const path = pathname.split('/').filter((step) => step !== '');
		if (path[0] === 'cds-services') return this.crdAnswer(method, path[1], body);
		if (path[0] !== 'fhir') return { reply: refusal('not-found', ['nothing is here'], 404) };
		const [, type, name = '', rest = ''] = path;
		if (type === 'metadata') return { reply: { status: 200, body: capability(this.fhir) } };
		if (!this.isKnown(request)) return { reply: refusal('login', ['a token is needed'], 401) };
		const incoming: Incoming = {
			body,
			bundle: parsed(body),
			contentType: String(request.headers['content-type'] ?? ''),
			asked: request.headers['x-payer-outcome']?.toString(),
		};
		const operation = `${method} ${type}/${name}`;
		if (operation === 'POST Claim/$submit') {
			return submit(this.book, incoming, this.options.lenient === true);
		}
		if (operation === 'POST Claim/$inquire') return inquire(this.book, incoming);
		if (operation === 'POST Questionnaire/$questionnaire-package') {
			return packageFor(incoming.bundle);
		}
		if (type === 'Subscription') {
			const id = name === '' ? undefined : name;
			const reply = await this.subscriptions.answer(method, id, rest, incoming.bundle);
			return { reply };
		}
		return { reply: refusal('not-supported', ['this payer does not do that'], 404) };
	}

	private crdAnswer(
		method: string,
		id: string | undefined,
		body: Buffer,
	): { reply: Reply; noted?: Partial<Noted> } {
		if (method === 'GET' && id === undefined) return { reply: services() };
		if (method !== 'POST') return { reply: { status: 405, body: {} } };
		const settings = {
			requirements: this.requirements,
			questionnaire: this.questionnaire,
			day: this.book.day,
		};
		const { reply, problems } = call(id ?? '', parsed(body), settings);
		return { reply, noted: { problems } };
	}

	private isKnown({ headers }: IncomingMessage): boolean {
		const { token } = this.options;
		if (token === undefined) return true;
		const digest = (text: string) => createHash('sha256').update(text).digest();
		return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
	}
}

function partOf(pathname: string): PayerRequest['part'] {
	if (pathname.endsWith('/$submit')) return 'submit';
	if (pathname.endsWith('/$inquire')) return 'inquire';
	if (pathname.startsWith('/cds-services')) return 'crd';
	if (pathname.includes('/Questionnaire')) return 'dtr';
	if (pathname.startsWith('/fhir/Subscription')) return 'subscription';
	return 'other';
}

function parsed(body: Buffer): Json {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
