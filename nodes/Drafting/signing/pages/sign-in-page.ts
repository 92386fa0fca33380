import { html } from '../../../shared/html';
import { page } from './shell';

export const signInPage = (href: string): string =>
	page({
		title: 'Sign in',
		narrow: true,
		body: html`<main>
			<div class="card">
				<h1>Documents for signature</h1>
				<p>
					Sign in with your account of the hospital to see what waits for you. You stay signed in
					for 15 minutes after the last thing that you did.
				</p>
				<p class="actions"><a class="button main" href="${href}">Sign in</a></p>
			</div>
		</main>`,
	});

/** @param wrong after a passcode that was not right */
export const passcodePage = (url: string, link: string, wrong: boolean): string =>
	page({
		title: 'Enter your passcode',
		narrow: true,
		body: html`<main>
			<form class="card" method="post" action="${url}" autocomplete="off">
				<h1>Document for your signature</h1>
				${wrong
					? html`<div class="note bad" role="alert">
							<p>That passcode is not right. After five wrong ones the link is dead.</p>
						</div>`
					: undefined}
				<input type="hidden" name="act" value="passcode" />
				<input type="hidden" name="link" value="${link}" />
				<label for="passcode">Your passcode</label>
				<input
					type="password"
					id="passcode"
					name="passcode"
					required
					maxlength="256"
					autocomplete="off"
				/>
				<p class="actions"><button class="main">Open the document</button></p>
				<p class="small soft">
					The link works once. You stay signed in for 15 minutes after the last thing that you did.
				</p>
			</form>
		</main>`,
	});
