/**
 * Tampers with ledgers in every way that comes to mind and looks whether `hospital audit verify`
 * finds it. What must be found is told by oracle.ts.
 *
 *     node test/campaign/audit/tamper.ts [TAMPERS] [SEED]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Verification } from '../../../dist/nodes/Audit/verify/verify.js';
import { Random } from '../../hospital/random.ts';
import { Attacks, type Tamper } from './attacks.ts';
import { draftOf } from './draft.ts';
import { Stage } from './image.ts';
import { Look } from './look.ts';
import { judge, type Verdict } from './oracle.ts';
import { reachOf, truthOf } from './truth.ts';
import { witnessesOf, type Witness } from './witnesses.ts';
import { keyOf, makeSpecimen, SHAPES, type Specimen } from './specimen.ts';

/** Tampers of one ledger before the next is made; of one with many writers, which takes longer. */
const PER_LEDGER = 320;
const PER_LARGE_LEDGER = 120;
/** Verifications at once: most of their time is waiting for files. */
const LANES = 4;
/** Every so many tampers are also shown to the command. */
const COMMAND_EVERY = 25;
/** Every so many re-signed ledgers are also verified without a witness: they should pass. */
const BARE_EVERY = 3;

export interface TamperOptions {
	tampers: number;
	seed: number | string;
	say(text: string): void;
}

/** What became of the tampers of one class. */
export interface ClassResult {
	tampers: number;
	/** Had to be found, and was. */
	found: number;
	/** Had to be found and was not, or what nothing protects was not listed as such. */
	missed: number;
	/** Behind everything that is signed: nothing can show it. Verify listed it as unprotected. */
	tailOnly: number;
	/** Only copies or unfinished lines differ, no record. */
	harmless: number;
}

export interface TamperResult {
	tampers: number;
	missed: number;
	/** Untouched ledgers, and those of them that were called unsound. */
	controls: number;
	falseAlarms: number;
	tailOnly: number;
	harmless: number;
	/** Re-signed ledgers without a witness: tried, and passed for sound. An attacker who never passes is too weak. */
	resignedBare: number;
	resignedPassed: number;
	/** By class and mode. */
	perClass: Record<string, ClassResult>;
	/** One line for each that was missed. */
	misses: string[];
}

/** @param options `tampers`: how many to try; equal seeds give equal tampers */
export async function tamperCampaign(options: TamperOptions): Promise<TamperResult> {
	const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
	const folder = mkdtempSync(join(place, 'campaign-tamper-'));
	try {
		return await new Campaign(folder, options).run();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

class Campaign {
	private readonly result: TamperResult = {
		tampers: 0,
		missed: 0,
		controls: 0,
		falseAlarms: 0,
		tailOnly: 0,
		harmless: 0,
		resignedBare: 0,
		resignedPassed: 0,
		perClass: {},
		misses: [],
	};
	private readonly attacks = new Attacks();

	private readonly folder: string;
	private readonly options: TamperOptions;

	constructor(folder: string, options: TamperOptions) {
		this.folder = folder;
		this.options = options;
	}

	async run(): Promise<TamperResult> {
		const { result } = this;
		const { tampers, say } = this.options;
		// A short campaign still sees every shape.
		const part = Math.ceil(tampers / SHAPES.length);
		for (let round = 0; result.tampers < tampers; round++) {
			const isLarge = SHAPES[round % SHAPES.length].startsWith('many');
			const per = Math.min(part, isLarge ? PER_LARGE_LEDGER : PER_LEDGER);
			await this.ledger(round, Math.min(per, tampers - result.tampers));
			say(`${result.tampers} tampers, ${result.missed} missed, ${result.falseAlarms} false alarms`);
		}
		return result;
	}

	private async ledger(round: number, count: number): Promise<void> {
		const random = new Random('ledger', this.options.seed, round);
		const signer = keyOf(random);
		const strangerKey = keyOf(random);
		const make = async (name: string, shape: Specimen['shape'], key = signer): Promise<Specimen> =>
			await makeSpecimen(join(this.folder, `${round}-${name}`), shape, key, random);
		const specimen = await make('own', SHAPES[round % SHAPES.length]);
		const sibling = await make('sibling', 'plain');
		const stranger = await make('stranger', 'plain', strangerKey);
		const stages = Array.from(
			{ length: LANES },
			(_, lane) => new Stage(join(this.folder, `${round}-stage-${lane}`)),
		);
		try {
			const truth = truthOf(specimen.image);
			const others = {
				sibling: draftOf(sibling.image),
				stranger: draftOf(stranger.image),
				strangerKey,
			};
			const witnesses = witnessesOf(truth, random);
			const looks = stages.map((stage) => new Look(stage, specimen, truth));
			await this.control(looks[0], witnesses, round);
			let number = 0;
			const lane = async (look: Look): Promise<void> => {
				while (number < count) {
					const what = `ledger ${round} tamper ${number++}`;
					const witness = random.pick(witnesses);
					const tamper = this.attacks.next(specimen, others, random);
					await this.one(look, tamper, witness, what);
				}
			};
			await Promise.all(looks.map(lane));
		} finally {
			for (const stage of stages) stage.remove();
			for (const one of [specimen, sibling, stranger]) await one.end();
		}
	}

	/** Nothing was done: nothing may be found. */
	private async control(look: Look, witnesses: readonly Witness[], round: number): Promise<void> {
		for (const witness of witnesses) {
			const { sound, findings } = await look.verify(look.truth.image, witness);
			this.result.controls += 1;
			const coded = await look.command(witness);
			if (sound && coded === 0) continue;
			this.result.falseAlarms += 1;
			this.result.misses.push(`ledger ${round} untouched: ${coded} ${JSON.stringify(findings)}`);
		}
	}

	private async one(look: Look, tamper: Tamper, witness: Witness, what: string): Promise<void> {
		const { result } = this;
		const { name, mode, image } = tamper;
		const held = mode === 'resigned';
		const verdict = judge(look.truth, image, witness.statements, held);
		const seen = await look.verify(image, witness).catch((error: unknown) => String(error));
		const counts = (result.perClass[`${name} ${mode}`] ??= {
			tampers: 0,
			found: 0,
			missed: 0,
			tailOnly: 0,
			harmless: 0,
		});
		result.tampers += 1;
		counts.tampers += 1;
		const fault = await this.fault(look, verdict, seen, witness);
		if (fault !== undefined) {
			counts.missed += 1;
			result.missed += 1;
			result.misses.push(`${what}, ${name} ${mode}: ${fault}`);
		} else if (verdict.must !== undefined) counts.found += 1;
		else if (verdict.harmless) {
			counts.harmless += 1;
			result.harmless += 1;
		} else {
			counts.tailOnly += 1;
			result.tailOnly += 1;
		}
		if (held && result.tampers % BARE_EVERY === 0) {
			result.resignedBare += 1;
			const bare = await look.verify(image, undefined).catch(() => undefined);
			if (bare?.sound) result.resignedPassed += 1;
		}
	}

	private async fault(
		look: Look,
		verdict: Verdict,
		seen: Verification | string,
		witness: Witness,
	): Promise<string | undefined> {
		// Whoever can make verify fail can keep it from saying what is wrong.
		if (typeof seen === 'string') return `verify failed: ${seen}`;
		if (this.result.tampers % COMMAND_EVERY === 0) {
			const code = await look.command(witness);
			if (code !== (seen.sound ? 0 : 1)) return `the command ended with ${code}`;
		}
		if (verdict.must !== undefined) return seen.sound ? `not found: ${verdict.must}` : undefined;
		// What is not shown by anything must at least be listed as not protected.
		for (const [origin, first] of verdict.changed) {
			const report = seen.origins.find((one) => one.origin === origin);
			if (report !== undefined && report.heldTo >= first) {
				return `${origin} is called protected to ${report.heldTo} and differs from ${first} on`;
			}
			if (seen.sound && report === undefined && look.truth.lines.has(origin)) {
				const reach = reachOf(witness.statements).get(origin) ?? 0;
				if (reach > 0) return `${origin} is gone`;
			}
		}
		return undefined;
	}
}

const started = process.argv[1];
if (started !== undefined && import.meta.url === pathToFileURL(started).href) {
	const [tampers = '10000', seed = '1'] = process.argv.slice(2);
	const began = Date.now();
	const say = (text: string): void => {
		process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1)} s  ${text}\n`);
	};
	const result = await tamperCampaign({ tampers: Number(tampers), seed, say });
	process.stdout.write(`${JSON.stringify(result, undefined, '\t')}\n`);
	process.exitCode = result.missed + result.falseAlarms > 0 ? 1 : 0;
}
