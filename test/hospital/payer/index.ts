import { Payer } from './server.ts';
import type { PayerOptions } from './types.ts';

export { Payer } from './server.ts';
export * from './types.ts';

/** Starts the payer on 127.0.0.1. */
export async function startPayer(options: PayerOptions = {}): Promise<Payer> {
	const payer = new Payer(options);
	await payer.start();
	return payer;
}

if (import.meta.main) {
	const payer = await startPayer({ port: Number(process.env.PORT ?? 0) });
	console.log(
		`Payer: ${payer.fhir} (PAS, DTR), ${payer.crd}/cds-services (CRD), ${payer.url}/control`,
	);
	process.once('SIGINT', () => void payer.stop());
	process.once('SIGTERM', () => void payer.stop());
}
