// Loads all of the library, so that no folder of it is loaded within the work.
import * as library from 'cdk8s-istio-source-ip';

Object.values(library);
