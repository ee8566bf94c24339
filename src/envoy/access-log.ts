/** A JSON access log on standard output with every address that Envoy knows of a request. */
export function accessLog(): { [name: string]: any } {
  return {
    name: 'cdk8s-istio-source-ip.access-log',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      'path': '/dev/stdout',
      'log_format': {
        json_format: {
          time: '%START_TIME%',
          duration: '%DURATION%',
          request_id: '%REQ(X-REQUEST-ID)%',
          // The packet source: what ipBlocks compares.
          direct_address: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%',
          // After PROXY and X-Forwarded-For: what remoteIpBlocks compares.
          client_address: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
          // What arrived, and after it the peer, which Envoy has appended by then.
          x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
          local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
          server_name: '%REQUESTED_SERVER_NAME%',
          authority: '%REQ(:AUTHORITY)%',
          method: '%REQ(:METHOD)%',
          path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
          protocol: '%PROTOCOL%',
          response_code: '%RESPONSE_CODE%',
          response_flags: '%RESPONSE_FLAGS%',
          response_code_details: '%RESPONSE_CODE_DETAILS%',
          connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
        },
      },
    },
  };
}
