export { connectorKinds, createConnectors, type Connectors } from './createConnectors.js';
export type { Connector, ConnectorAnswer, ConnectorOrder, SiteState } from './connector.js';
