import { join } from 'node:path';
import { toHospitalError } from '../../shared/errors';
import type { AuditAgent } from '../../shared/ledger';
import { auditReview } from './audit';
import type { GroupRoles } from './groups';
import { cookie, field, redirect, setCookie, withQuery, type Reply, type Request } from './http';
import { Oidc, type LoginState, type OidcCredential } from './oidc';
import { messageReply } from './pages/messages';
import { passcodePage, signInPage } from './pages/sign-in-page';
import { isPasscode, Tries, type LinkPerson } from './passcodes';
import type { Person } from './person';
import { Sessions } from './sessions';
import type { SigningRoom } from './signing-room';

/** How people sign in at the desk. */
export type SignIn =
	| { method: 'oidc'; credential: OidcCredential; groups: GroupRoles; askAgain: boolean }
	| { method: 'link'; people: LinkPerson[]; key: Buffer };

export interface DeskSettings {
	/** The software that serves it, for the ledger. */
	agent?: AuditAgent;
	/** Where the desk is: the only redirect address that the identity provider knows. */
	url: string;
	signIn: SignIn;
}

/** What a link is made of. */
export interface LinkClaims {
	account: string;
	/** Work item or execution that it opens; it opens nothing else. */
	work: string;
}

const LOGIN_COOKIE = 'sign-off-login';
const LOGIN_MS = 10 * 60_000;

/** How people become known at the desk: by the identity provider, or by a link and a passcode. */
export class DeskSignIn {
	private readonly sessions: Sessions;

	constructor(
		private readonly room: SigningRoom,
		private readonly settings: DeskSettings,
	) {
		this.sessions = new Sessions(room.seals);
	}

	/** Nobody is signed in: says how, or leads to the identity provider. */
	async ask(request: Request, about: string | undefined): Promise<Reply> {
		const { signIn, url } = this.settings;
		if (signIn.method === 'link') {
			return messageReply(401, 'Open the link that was sent to you', [
				'Here people sign in by a link of their own and a passcode. A link works once; for another document there is another link.',
			]);
		}
		const login = field(request.query, 'login') === '1';
		if (!login) {
			return { status: 200, page: signInPage(withQuery(url, { login: '1', case: about })) };
		}
		const oidc = await Oidc.open(signIn.credential);
		const { url: provider, login: state } = await oidc.begin(url, signIn.askAgain, about);
		const sealed = this.room.seals.make('login', state, LOGIN_MS);
		return redirect(provider, [setCookie(LOGIN_COOKIE, sealed, url, LOGIN_MS / 1000)]);
	}

	/** The browser comes back from the identity provider. */
	async returned(request: Request): Promise<Reply> {
		const { signIn, url } = this.settings;
		const sealed = this.room.seals.valid<LoginState>(
			'login',
			cookie(request.headers, LOGIN_COOKIE),
		);
		const done = setCookie(LOGIN_COOKIE, '', url, 0);
		const again = { href: withQuery(url, { login: '1' }), text: 'Sign in' };
		if (
			signIn.method !== 'oidc' ||
			sealed === undefined ||
			!(await this.room.store.useOnce(sealed.id))
		) {
			const reply = messageReply(
				400,
				'The sign-in took too long, or was begun in another window',
				['Nothing happened. Sign in once more.'],
				again,
			);
			return { ...reply, cookies: [done] };
		}
		try {
			const oidc = await Oidc.open(signIn.credential);
			const person = await oidc.finish(url, parameters(request), sealed.value, signIn.groups);
			await auditReview(undefined, {
				agent: this.settings.agent,
				interaction: 'sign-off-login',
				action: 'E',
				person,
				address: request.address,
			});
			const about = sealed.value.case;
			return redirect(withQuery(url, { case: about }), [
				this.sessions.startDesk(person, url),
				done,
			]);
		} catch (error) {
			const failure = toHospitalError(error, 'Signing in');
			await auditReview(undefined, {
				agent: this.settings.agent,
				interaction: 'sign-off-login',
				action: 'E',
				outcome: '4',
				outcomeReason: failure.code,
				address: request.address,
			});
			const reply = messageReply(403, failure.message, [failure.nextStep], again);
			return { ...reply, cookies: [done] };
		}
	}

	/** The page that a link opens. It uses nothing up: a mail scanner may open links too. */
	askPasscode(link: string | undefined, wrong = false): Reply {
		const opened = this.room.seals.valid<LinkClaims>('link', link);
		if (opened === undefined || link === undefined) return deadLink();
		return { status: wrong ? 401 : 200, page: passcodePage(this.settings.url, link, wrong) };
	}

	/** Takes a passcode, as often as a link and an account may be tried. */
	async passcode(request: Request): Promise<Reply> {
		const { signIn, url } = this.settings;
		const link = field(request.body, 'link');
		const opened = this.room.seals.valid<LinkClaims>('link', link);
		if (signIn.method !== 'link' || opened === undefined) return deadLink();
		const { account, work } = opened.value;
		const tries = new Tries(join(this.room.store.folder, 'tries'), signIn.key);
		const found = signIn.people.find((one) => one.account === account);
		const allowed =
			!(await this.room.store.isUsed(opened.id)) && (await tries.take(opened.id, account));
		const right = isPasscode(found, field(request.body, 'passcode') ?? '', signIn.key);
		const person = found && linkPerson(found, work);
		if (!allowed || !right || person === undefined) {
			await auditReview(undefined, {
				agent: this.settings.agent,
				interaction: 'sign-off-login',
				action: 'E',
				outcome: allowed ? '4' : '8',
				outcomeReason: allowed ? 'wrong-passcode' : 'link-locked-or-used',
				person: { subject: account, method: 'link' },
				address: request.address,
			});
			return allowed ? this.askPasscode(link, true) : deadLink();
		}
		await tries.forget(opened.id, account);
		if (!(await this.room.store.useOnce(opened.id))) return deadLink();
		await auditReview(undefined, {
			agent: this.settings.agent,
			interaction: 'sign-off-login',
			action: 'E',
			person,
			address: request.address,
		});
		return redirect(url, [this.sessions.startDesk(person, url)]);
	}
}

const linkPerson = ({ account, name, role, practitioner }: LinkPerson, work: string): Person => ({
	subject: account,
	name,
	roles: [role],
	accounts: [account],
	issuer: 'sign-off-link',
	method: 'link',
	onlyWork: work,
	...(practitioner !== undefined && { practitioner }),
});

const deadLink = (): Reply =>
	messageReply(403, 'This link does not open anything', [
		'It was used already, is too old, or a wrong passcode was entered too often. Ask for a new link.',
	]);

/** What the provider sent along, and nothing of our own. */
function parameters({ query }: Request): URLSearchParams {
	const given = Object.entries(query).filter(
		(entry): entry is [string, string] => typeof entry[1] === 'string',
	);
	return new URLSearchParams(given);
}
