import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright, type BrowserContext } from 'playwright-core';
import { debian } from './debian.ts';

export interface Browser {
	context: BrowserContext;
	stop(): Promise<void>;
}

/**
 * Debian's Chromium, headless, with a profile of its own; it fetches nothing by itself.
 *
 * @throws PeerUnavailable when the machine neither has Chromium nor can fetch it
 */
export async function startChromium(viewport = { width: 1600, height: 900 }): Promise<Browser> {
	const packages = await debian(['chromium', 'fonts-dejavu-core']);
	// /usr/bin/chromium is a script with fixed paths; unpacked elsewhere only the program itself works.
	const [program = packages.bin('chromium')] = await packages.find('usr/lib/chromium/chromium');
	const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
	const context = await playwright.launchPersistentContext(profile, {
		executablePath: program,
		headless: true,
		viewport,
		env: { ...(packages.env as Record<string, string>), HOME: profile },
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
		],
	});
	return {
		context,
		stop: async () => {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}
