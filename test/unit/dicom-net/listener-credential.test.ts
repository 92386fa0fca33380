import assert from 'node:assert/strict';
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { before, describe, test } from 'node:test';
import type { ITriggerFunctions } from 'n8n-workflow';
import { DicomTrigger } from '../../../dist/nodes/Dicom/DicomTrigger.node.js';
import { DEFAULT_LIMITS, type PortSettings } from '../../../dist/nodes/Dicom/intake/index.js';
import {
	listenerSecurity,
	type ListenerCredential,
} from '../../../dist/nodes/Dicom/receiving/listener-credential.js';
import { reportOnCredential } from '../../../dist/nodes/Dicom/receiving/listener-report.js';
import {
	securityOptions,
	withSecurity,
} from '../../../dist/nodes/Dicom/receiving/security-fields.js';
import { DicomListenerApi } from '../../../dist/credentials/DicomListenerApi.credentials.js';
import { selfSigned } from '../../peers/certificates.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

let good: ListenerCredential;
let other: { key: string; certificate: string };

before(async () => {
	const server = await selfSigned({ name: 'n8n.zztest', use: 'server', notAfter: inDays(400) });
	other = await selfSigned({ name: 'sender.zztest', use: 'client', notAfter: inDays(400) });
	good = { certificate: server.certificate, privateKey: server.key };
});

/** What a person reads when it is refused: message and next step together. */
function refusal(change: ListenerCredential): { text: string; code: string } {
	try {
		listenerSecurity({ ...good, ...change });
	} catch (error) {
		const { message, nextStep, code } = error as Error & { nextStep: string; code: string };
		return { text: `${message}. ${nextStep}`, code };
	}
	return assert.fail('it was taken');
}

describe('the DICOM Listener credential', () => {
	test('a good one gives the settings of the port', () => {
		const { settings } = listenerSecurity({
			...good,
			clientCa: other.certificate,
			pins: 'CT1=ct1.zztest, CT1=sender.zztest, PACS=' + 'AB:'.repeat(31) + 'AB',
			minVersion: 'TLSv1.3',
			userIdentity: 'required',
			userPasswords: ' ct1:zz:open,\n mr1:zz-two ',
			userNames: 'us1, us2',
		});
		assert.deepEqual(settings.tls.pins, {
			CT1: ['ct1.zztest', 'sender.zztest'],
			PACS: ['AB:'.repeat(31) + 'AB'],
		});
		assert.equal(settings.tls.minVersion, 'TLSv1.3');
		assert.deepEqual(settings.users, {
			mode: 'required',
			users: [
				{ name: 'ct1', passcode: 'zz:open,' },
				{ name: 'mr1', passcode: 'zz-two' },
				{ name: 'us1' },
				{ name: 'us2' },
			],
		});
	});

	test('PEM texts survive the single-line fields of n8n', () => {
		const flat = (text = '') => text.replaceAll('\n', ' ');
		const escaped = (text = '') => text.replaceAll('\n', '\\n');
		for (const spoil of [flat, escaped]) {
			listenerSecurity({
				certificate: spoil(good.certificate),
				privateKey: spoil(good.privateKey),
				clientCa: spoil(other.certificate),
			});
		}
	});

	test('users in the fields are not looked at while the identity is ignored', () => {
		assert.equal(listenerSecurity({ ...good, userPasswords: 'x' }).settings.users, undefined);
	});

	const refusals: Array<[string, () => ListenerCredential, RegExp]> = [
		['no certificate', () => ({ certificate: ' ' }), /"Certificate".* is empty.*Paste/],
		['no key', () => ({ privateKey: '' }), /"Private Key".* is empty.*Paste/],
		['a key in the place of the certificate', () => ({ certificate: good.privateKey }), /"Certificate".*holds no certificate/],
		['a cut-off certificate', () => ({ certificate: good.certificate!.replace(/\n.{20}/, '\n') }), /"Certificate".*cannot be read/],
		['a certificate in the place of the key', () => ({ privateKey: good.certificate }), /"Private Key".*holds no private key/],
		['the key of another certificate', () => ({ privateKey: other.key }), /"Private Key".*does not belong to the certificate/],
		['a key with a passphrase', () => ({ privateKey: encryptedKey() }), /"Private Key".*passphrase.*openssl pkey/],
		['a client CA that is none', () => ({ clientCa: 'hospital CA' }), /"Client CA Certificate".*holds no certificate/],
		['a pin without client CA', () => ({ pins: 'CT1=ct1.zztest' }), /"Certificates by AE Title".*client CA/],
		['a pin without AE title', () => ({ clientCa: other.certificate, pins: '=ct1.zztest' }), /AE title/],
		['a pin with half a fingerprint', () => ({ clientCa: other.certificate, pins: 'CT1=AB:CD' }), /"Certificates by AE Title".*"CT1=AB:CD"/],
		['an unknown version', () => ({ minVersion: 'TLSv1' }), /"Lowest TLS Version"/],
		['an unknown policy', () => ({ userIdentity: 'maybe' }), /"User Identity"/],
		['a policy without users', () => ({ userIdentity: 'required' }), /"Users and Passcodes".*is empty/],
		['a user twice', () => ({ userIdentity: 'required', userPasswords: 'a:zz-hush b:c', userNames: 'a' }), /lists a user twice/],
		['a space before the passcode', () => ({ userIdentity: 'accepted', userPasswords: 'ct1: zz-hush' }), /entry 1.*name:passcode/],
		['a user without passcode', () => ({ userIdentity: 'accepted', userPasswords: 'ct1:a zz-hush' }), /entry 2/],
	]; // prettier-ignore
	for (const [what, change, words] of refusals) {
		test(`${what} is refused in words that name the field and never show a secret`, () => {
			const { text } = refusal(change());
			assert.match(text, words);
			assert.ok(!text.includes('zz-hush') && !text.includes('BEGIN PRIVATE'), text);
		});
	}

	function encryptedKey(): string {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const form = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'zz' } as const;
		return privateKey.export(form) as string;
	}

	test('a short RSA key is refused with its length', async () => {
		const short = await selfSigned({ name: 'short.zztest', rsaBits: 1024 });
		const { text } = refusal({ certificate: short.certificate, privateKey: short.key });
		assert.match(text, /1024 bits.*at least 2048/);
	});
});

describe('the test of the DICOM Listener credential', () => {
	test('says whose certificate it is, until when, and who may call', () => {
		const said = reportOnCredential({ ...good, clientCa: other.certificate });
		const until = inDays(400).toISOString().slice(0, 10);
		assert.match(
			said,
			new RegExp(`Certificate of n8n.zztest, valid until ${until}, and the key belongs`),
		);
		assert.match(
			said,
			/sender.zztest is no authority: only a sender that shows this very certificate/,
		);
		assert.match(said, /TLS 1.2 and 1.3. User identities are ignored/);
		assert.doesNotMatch(said, /expires in/);
		assert.match(reportOnCredential(good), /Senders need no certificate/);
	});

	test('says when the certificate ends within 30 days, and refuses one that has ended', () => {
		const end = Date.parse(new X509Certificate(String(good.certificate)).validTo);
		const at = (days: number) => end - days * DAY - 1000;
		assert.match(reportOnCredential(good, at(29)), /expires in 29 days: have it renewed/);
		assert.doesNotMatch(reportOnCredential(good, at(31)), /expires/);
		assert.throws(() => reportOnCredential(good, at(-2)), { code: 'certificate-expired' });
		assert.throws(() => reportOnCredential(good, Date.now() - 400 * DAY), {
			code: 'certificate-not-yet-valid',
		});
	});

	test('says when the certificate is not meant for servers', () => {
		const said = reportOnCredential({ certificate: other.certificate, privateKey: other.key });
		assert.match(said, /not meant for servers/);
	});

	test('answers the dialog of n8n with one line, good or bad', async () => {
		const { dicomListener } = new DicomTrigger().methods.credentialTest;
		const ask = async (data: object) =>
			await dicomListener.call({} as never, { id: '1', name: 'x', type: 'y', data: { ...data } });
		assert.equal((await ask(good)).status, 'OK');
		const bad = await ask({ ...good, privateKey: other.key });
		assert.equal(bad.status, 'Error');
		assert.match(bad.message, /"Private Key".*Paste the key/);
	});

	test('every field of the dialog is read, and every secret is hidden in it', () => {
		const { properties } = new DicomListenerApi();
		const names = ['certificate', 'privateKey', 'clientCa', 'pins', 'minVersion', 'userIdentity', 'userPasswords', 'userNames']; // prettier-ignore
		assert.deepEqual(
			properties.map(({ name }) => name),
			names,
		);
		for (const secret of ['privateKey', 'userPasswords']) {
			const field = properties.find(({ name }) => name === secret);
			assert.equal(field?.typeOptions?.password, true, secret);
		}
	});
});

describe('the security fields of the DICOM Trigger', () => {
	const read = async (parameters: Record<string, unknown>, credential?: object) => {
		const functions = {
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getCredentials: async () => await Promise.resolve(credential),
		} as unknown as ITriggerFunctions;
		const settings: PortSettings = {
			host: '127.0.0.1',
			port: 1,
			spoolDir: '',
			nameKey: Buffer.alloc(0),
			limits: { minFreeBytes: 7 },
		};
		return (await withSecurity(functions, { settings })).settings;
	};

	test('without encryption there is no TLS, and other limits stay', async () => {
		const settings = await read({ options: { maxAssociationsPerPeer: 4 } }, good);
		assert.equal(settings.tls, undefined);
		assert.deepEqual(settings.limits, { minFreeBytes: 7, maxAssociationsPerPeer: 4 });
	});

	test('with TLS the credential counts', async () => {
		const settings = await read(
			{ encryption: 'tls' },
			{ ...good, userIdentity: 'required', userNames: 'a' },
		);
		assert.match(settings.tls?.cert ?? '', /BEGIN CERTIFICATE/);
		assert.equal(settings.users?.mode, 'required');
	});

	test('what is not a number, and an unknown encryption, is refused', async () => {
		for (const maxAssociations of [0, 251, 1.5, 'many']) {
			await assert.rejects(read({ options: { maxAssociations } }), /"Most Associations"/);
		}
		await assert.rejects(read({ encryption: 'ssl' }), /"Encryption"/);
	});

	test('the defaults in the fields are those of the listener', () => {
		for (const { name, default: shown } of securityOptions) {
			assert.equal(shown, DEFAULT_LIMITS[name as 'maxAssociations']);
		}
	});
});
