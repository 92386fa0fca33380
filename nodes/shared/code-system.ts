/**
 * Code system of this package, for concepts that no published system has. In DICOM its designator is
 * 99HOSPITAL; docs/reference/dicom-sr.md lists the codes.
 */
export const OWN_CODE_SYSTEM = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/codes';
