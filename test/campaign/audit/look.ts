import { writeFileSync } from 'node:fs';
import { verifyLedger, type Verification } from '../../../dist/nodes/Audit/verify/verify.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import type { Image, Stage } from './image.ts';
import type { Specimen } from './specimen.ts';
import type { Truth } from './truth.ts';
import type { Witness } from './witnesses.ts';

/** One ledger on the disk, and the verifier before it. */
export class Look {
	private readonly stage: Stage;
	private readonly specimen: Specimen;
	readonly truth: Truth;

	constructor(stage: Stage, specimen: Specimen, truth: Truth) {
		this.stage = stage;
		this.specimen = specimen;
		this.truth = truth;
	}

	async verify(image: Image, witness: Witness | undefined): Promise<Verification> {
		this.stage.show(image);
		return await verifyLedger({
			auditDir: this.stage.folder,
			keys: [this.specimen.signer],
			witnesses: witness?.notes ?? [],
		});
	}

	/** The command on what is shown now. @returns its exit code */
	async command({ text, notes }: Witness): Promise<number> {
		const file = `${this.stage.folder}.witness`;
		writeFileSync(file, text);
		const args = ['audit', 'verify', this.stage.folder, '--key', this.specimen.signer.text];
		const quiet = { line: () => undefined, note: () => undefined };
		// A file without a checkpoint is refused, whatever the ledger is.
		return await main(notes.length === 0 ? args : [...args, '--witness', file], quiet);
	}
}
