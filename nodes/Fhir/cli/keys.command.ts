import { dirname, resolve } from 'node:path';
import type { Command, Output } from '../../shared/command';
import { last, parseArguments, readNamedFile, writeNamedFile } from '../../shared/command-line';
import { createOnce, makeFolder } from '../../shared/durable';
import { newPrivateKey, publicKeySet } from './key-set';

const USAGE = `Usage: hospital fhir keys create PATH [--rsa] [--public PATH]
       hospital fhir keys show PATH... [--public PATH]

create  makes a private key in a new file that only its owner can read, and prints the public key set
        (JWKS) to register with the FHIR server. The key is one on the curve P-384 (ES384); with --rsa
        it is an RSA key (RS384), which some servers want.
show    prints the public key set of private keys that exist. Name the old and the new one while you
        change from one to the other.

--public PATH writes the public key set into a file as well.

Paste the content of the private key file into the credential "FHIR Server API" in n8n
(Authentication: SMART Backend Services), then keep the file where the site key is kept, or delete it.
The private key goes to nobody; the public key set is no secret.`;

export const keysCommand: Command = {
	name: 'keys',
	summary: 'make a private key, and the public key set to register',
	usage: USAGE,
	async run([verb, ...words], out) {
		const asked = parseArguments(words, ['public'], ['rsa']);
		const paths = asked.rest.map((path) => resolve(path));
		const [path] = paths;
		const isRight =
			path !== undefined &&
			((verb === 'create' && paths.length === 1) ||
				(verb === 'show' && !asked.switches.has('rsa')));
		if (!isRight) {
			out.note(USAGE);
			return 2;
		}
		if (verb === 'create' && !(await createKey(path, asked.switches.has('rsa'), out))) return 1;
		const text = JSON.stringify(publicKeySet(paths.map(readNamedFile)), null, '\t');
		out.line(text);
		const publicPath = last(asked, 'public');
		if (publicPath !== undefined) await writeNamedFile(resolve(publicPath), `${text}\n`);
		return 0;
	},
};

async function createKey(path: string, rsa: boolean, out: Output): Promise<boolean> {
	await makeFolder(dirname(path));
	if (!(await createOnce(path, await newPrivateKey(rsa ? 'RS384' : 'ES384')))) {
		out.note('That file exists already; it was not touched. Choose another path.');
		return false;
	}
	out.note(`Private key: ${path}`);
	out.note('Public key set, to register with the FHIR server:');
	return true;
}
