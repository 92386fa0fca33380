export { askedItems } from './asked-items';
export { alreadyThere, requestsFor } from './already';
export { answersPrint } from './answers';
export {
	ATTESTATION,
	differencesFrom,
	fingerprintSection,
	FOLLOWS,
	shownHash,
	signatureOf,
} from './bound';
export { packetPage } from './page';
export { partsOf, type Signature } from './parts';
export { packetSections, type PacketInput } from './sections';
