import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import type { N8nInstall } from './install.ts';

/** E-mail address of the instance's owner. */
export const OWNER = 'owner@hospital.test';

/** The environment of every n8n process of the tests, main and worker alike. */
export function commonEnvironment(
	installed: N8nInstall,
	userFolder: string,
	encryptionKey: string,
): NodeJS.ProcessEnv {
	return {
		...basicEnvironment(installed),
		...quiet(),
		...networkGuard(outboundLog(userFolder)),
		N8N_USER_FOLDER: userFolder,
		HOME: userFolder,
		N8N_ENCRYPTION_KEY: encryptionKey,
	};
}

/** Where a process notes what it was kept from calling. */
const outboundLog = (userFolder: string): string => join(userFolder, 'outbound.log');

/** Where n8n tried to connect to outside this machine; every attempt was refused. */
export async function outboundOf(userFolder: string): Promise<string[]> {
	const text = await readFile(outboundLog(userFolder), 'utf8').catch(() => '');
	return text.split('\n').filter(Boolean);
}

/** What a process needs and nothing of the caller's own configuration of n8n. */
function basicEnvironment(installed: N8nInstall): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^(?:N8N_|DB_|EXECUTIONS_|QUEUE_|NODE_|npm_|HOSPITAL_|HTTPS?_PROXY)/i.test(name),
	);
	return {
		...Object.fromEntries(inherited),
		PATH: [dirname(installed.node), process.env.PATH].join(delimiter),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_SECURE_COOKIE: 'false',
		N8N_LOG_LEVEL: 'info',
		GENERIC_TIMEZONE: 'Etc/UTC',
	};
}

/** Switches off what n8n sends or fetches by itself, and the modules that only serve that. */
function quiet(): Record<string, string> {
	const off = [
		'N8N_DIAGNOSTICS_ENABLED',
		'N8N_VERSION_NOTIFICATIONS_ENABLED',
		'N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED',
		'N8N_TEMPLATES_ENABLED',
		'N8N_PERSONALIZATION_ENABLED',
		'N8N_HIRING_BANNER_ENABLED',
		'N8N_DYNAMIC_BANNERS_ENABLED',
		'N8N_VERIFIED_PACKAGES_ENABLED',
	];
	return {
		...Object.fromEntries(off.map((name) => [name, 'false'])),
		N8N_DISABLED_MODULES:
			'mcp-registry,instance-ai,agents,chat-hub,insights,workflow-builder,mcp,instance-version-history,quick-connect',
	};
}

function networkGuard(log: string): Record<string, string> {
	const guard = join(import.meta.dirname, 'no-network.cjs');
	return { NODE_OPTIONS: `--require "${guard}"`, NO_NETWORK_LOG: log };
}

/** What an instance is known by: it belongs to the folder, and stays when n8n starts there again. */
export interface Identity {
	encryptionKey: string;
	password: string;
	passwordHash: string;
}

/** The identity kept in a folder, made on first use. */
export async function readIdentity(userFolder: string, installed: N8nInstall): Promise<Identity> {
	const file = join(userFolder, 'harness.json');
	const known = await readFile(file, 'utf8').catch(() => undefined);
	if (known !== undefined) return JSON.parse(known) as Identity;
	const require = createRequire(join(installed.dir, 'node_modules/n8n/package.json'));
	const bcrypt = require('bcryptjs') as { hash(text: string, rounds: number): Promise<string> };
	// n8n wants a capital letter and a digit in a password.
	const password = `Zz1${randomBytes(12).toString('hex')}`;
	const identity = {
		encryptionKey: randomBytes(24).toString('hex'),
		password,
		passwordHash: await bcrypt.hash(password, 10),
	};
	await writeFile(file, JSON.stringify(identity), { mode: 0o600 });
	return identity;
}
