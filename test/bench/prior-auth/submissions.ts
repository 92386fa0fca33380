import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { packetBytes, submit } from '../../../dist/nodes/PriorAuth/sending/index.js';
import {
	PAYER_OUTCOMES,
	startPayer,
	type Payer,
	type PayerOutcome,
} from '../../hospital/payer/index.ts';
import { makeCase, type Case } from './cases.ts';
import { leaks, readPacket } from './reading.ts';

/** What came of sending every order once for every answer that a payer can give. */
export interface Submissions {
	/** Answered with the decision that the payer made. */
	right: number;
	/** Packets that a rule of ours finds wrong. */
	invalid: number;
	/** Packets that the payer, which reads the guide by itself, finds wrong. */
	refusedByPayer: number;
	/** Packets that say all eight elements as the order does. */
	complete: number;
	packets: number;
	/** Packets with something that may not travel, or without what was to be shown. */
	leaking: number;
	/** Answers read otherwise than they were meant. */
	misread: number;
	/** Packets that the payer saw twice, though nothing failed. */
	duplicates: number;
	/** Packets that came out otherwise when the same was built again, as after a restart. */
	rebuiltOtherwise: number;
	/** Milliseconds of building and validating one packet. */
	assemblyMs: number[];
	/** Milliseconds from the packet to the decision. */
	answerMs: number[];
	/** The first few things that went wrong, in words without anybody's data. */
	wrong: string[];
}

const WORDS_KEPT = 20;

export async function submissions(
	orders: number,
	seed: string,
	say: (text: string) => void,
): Promise<Submissions> {
	const payer = await startPayer({ lenient: true });
	try {
		return await new Sending(payer, seed).run(orders, say);
	} finally {
		await payer.stop();
		closeAgents();
	}
}

class Sending {
	private readonly payer: Payer;
	private readonly seed: string;
	private readonly client: FhirClient;
	private readonly found: Submissions = {
		right: 0,
		invalid: 0,
		refusedByPayer: 0,
		complete: 0,
		packets: 0,
		leaking: 0,
		misread: 0,
		duplicates: 0,
		rebuiltOtherwise: 0,
		assemblyMs: [],
		answerMs: [],
		wrong: [],
	};

	constructor(payer: Payer, seed: string) {
		this.payer = payer;
		this.seed = seed;
		this.client = new FhirClient({ baseUrl: payer.fhir });
	}

	async run(orders: number, say: (text: string) => void): Promise<Submissions> {
		for (let index = 0; index < orders; index++) {
			const given = makeCase(this.seed, index);
			await Promise.all(
				PAYER_OUTCOMES.map(async (outcome) => await this.one(given, outcome, index)),
			);
			this.look(index);
			// The payer keeps everything that it was sent.
			this.payer.reset();
			if ((index + 1) % 50 === 0)
				say(`${index + 1} of ${orders} orders were sent for every answer`);
		}
		return this.found;
	}

	/** What the payer found wrong with the packets of one order, and what it has twice. */
	private look(index: number): void {
		const came = this.payer.requests('submit');
		for (const { problems } of came) {
			const [problem] = problems;
			if (problem !== undefined) this.tell('refusedByPayer', index, `the payer says ${problem}`);
		}
		const twice = this.payer.duplicates() + came.filter(({ repeat }) => repeat === true).length;
		this.found.duplicates += twice;
	}

	private async one(given: Case, outcome: PayerOutcome, index: number): Promise<void> {
		const { found } = this;
		const input = { ...given.input, key: `${given.input.key}-${outcome}` };
		const began = performance.now();
		const packet = buildRequest(input);
		const { valid, findings } = validatePas(packet.bundle);
		found.assemblyMs.push(performance.now() - began);
		found.packets += 1;
		if (buildRequest(structuredClone(input)).sha256 !== packet.sha256) found.rebuiltOtherwise += 1;
		if (!valid) this.tell('invalid', index, findings[0]?.rule ?? 'no rule named');
		const elements = Object.entries(readPacket(packet, given.truth));
		const lacking = elements.filter(([, present]) => !present).map(([name]) => name);
		if (lacking.length === 0 && packet.completeness?.complete === true) found.complete += 1;
		else this.word(index, `the packet does not say ${lacking.join(', ')}`);
		for (const leak of leaks(packet, given.truth)) this.tell('leaking', index, leak);
		const { identifier } = packet;
		this.payer.answerFor(identifier.value, outcome);
		const sent = await submit({
			client: this.client,
			bundle: packetBytes(packet),
			identifier,
			attempts: 1,
		});
		if (sent.status !== 'answered') {
			return this.word(index, `submitting came to ${sent.status}`);
		}
		const decision = readDecision(sent.response, packet.bundle);
		found.answerMs.push(performance.now() - began);
		if (decision.outcome === outcome) found.right += 1;
		else this.tell('misread', index, `${outcome} was read as ${decision.outcome}`);
	}

	private tell(
		what: 'invalid' | 'leaking' | 'misread' | 'refusedByPayer',
		index: number,
		why: string,
	) {
		this.found[what] += 1;
		this.word(index, why);
	}

	private word(index: number, why: string): void {
		if (this.found.wrong.length < WORDS_KEPT) this.found.wrong.push(`case ${index}: ${why}`);
	}
}
