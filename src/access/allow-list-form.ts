/** How an allow list is written. */
export enum AllowListForm {
  /** DENY every address that is not listed: lists narrow each other and whatever else applies to the gateway. */
  DENY = 'DENY',
  /** ALLOW every listed address, on the whole gateway, as on Istio's own page. It adds up with every other ALLOW, so there may be no other. */
  ALLOW = 'ALLOW',
}
