/** What a request of a listed client costs, as the mean of the copies' medians. */
export interface RequestCost {
  readonly entries: number;
  readonly way: string;
  /** CPU time of Envoy, against a gateway without a list in the same rounds; of all copies, and of each. */
  readonly ratio: number;
  readonly copies: readonly number[];
  readonly micros: number;
  /** Requests a second, of one worker. */
  readonly rate: number;
}

export interface Figures {
  readonly requests: readonly RequestCost[];
  readonly memory: readonly { readonly chains: number; readonly way: string; readonly megabytes: number }[];
  /** Seconds. */
  readonly push: readonly { readonly shape: string; readonly way: string; readonly first: number; readonly change: number }[];
}
