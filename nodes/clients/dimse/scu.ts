/**
 * The client side: C-ECHO, C-STORE and C-FIND on this package's own upper layer.
 *
 * Why not dcmjs-dimse, which many know: its Client opens its own socket, so an address that the
 * egress guard has checked cannot be pinned while TLS still checks the name; it leaves Nagle on; it
 * skips requests whose presentation context was refused without saying so; it re-encodes what it
 * sends (private elements and character sets are lost); a long PDU from a hostile peer blocks the
 * process. What is left of it that is sound, C-ECHO and C-FIND, is under 200 lines here on the layer
 * that the listener needs anyway.
 */
export { ClientAssociation, type DicomPeer, type DicomTimeouts } from './client-association';
export { echo } from './echo';
export { find, type QueryKeys, type QueryLevel } from './find';
export { type StoreSource } from './part10-source';
export { store, type StoreOutcome } from './store';
