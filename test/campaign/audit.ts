import type { Measurement, Measuring } from '../bench/figure.ts';

/** A part of the campaign: its figures, which are printed as not taken when it cannot run. */
interface Part {
	name: string;
	figures: string[];
	run(measuring: Measuring): Promise<Record<string, number>>;
}

const SEED = 1;

/** Each part is loaded when its turn comes, so that one that cannot run hides no other. */
const PARTS: readonly Part[] = [
	{
		name: 'tampering',
		figures: ['tampers', 'tampers_missed'],
		run: async ({ quick, say }) => {
			const { tamperCampaign } = await import('./audit/tamper.ts');
			const result = await tamperCampaign({ tampers: quick ? 1000 : 10_000, seed: SEED, say });
			const { tampers, missed, controls, falseAlarms, tailOnly, misses } = result;
			for (const miss of misses) say(miss);
			say(`${tailOnly} changed only what no checkpoint outside covers; all were listed as such`);
			say(`${controls} untouched ledgers, ${falseAlarms} of them called unsound`);
			return { tampers, tampers_missed: missed, false_alarms: falseAlarms };
		},
	},
	{
		name: 'delivery',
		figures: ['promised_lost', 'stalled'],
		run: async ({ quick, say }) => {
			const { deliveryCampaign } = await import('./audit/delivery.ts');
			const short = { kills: 5, hostKills: 5, hourOfEvents: 300 };
			const { promisedLost, stalled } = await deliveryCampaign({
				...(quick ? short : { kills: 100, hostKills: 300 }),
				say,
			});
			return { promised_lost: promisedLost, stalled };
		},
	},
	{
		name: 'identifiers on the wire',
		figures: ['wire_identifiers'],
		run: async ({ say }) => {
			const { wireIdentifiers } = await import('./audit/wire.ts');
			const { found, formats, messages } = wireIdentifiers();
			for (const one of new Set(found)) say(`found: ${one}`);
			say(`${messages} messages in ${formats} formats`);
			return { wire_identifiers: found.length };
		},
	},
];

export const measure: Measurement = async (measuring) => {
	for (const { name, figures, run } of PARTS) {
		let taken: Record<string, number> = {};
		let reason = 'the part did not take it';
		try {
			taken = await run(measuring);
		} catch (error) {
			reason = error instanceof Error ? error.message : String(error);
			measuring.say(`${name} could not run: ${reason}`);
			process.exitCode = 1;
		}
		for (const metric of figures) {
			const value = taken[metric] ?? null;
			measuring.figure({ metric, value, unit: 'count', ...(value === null && { reason }) });
		}
		for (const [metric, value] of Object.entries(taken)) {
			if (!figures.includes(metric)) measuring.figure({ metric, value, unit: 'count' });
			if (metric !== 'tampers' && value > 0) process.exitCode = 1;
		}
	}
};
