export { createConnectors, type Connectors, type ConnectorsSettings } from './createConnectors.js';
export type {
  Connector,
  ConnectorAnswer,
  ConnectorKind,
  ConnectorOrder,
  OrderReason,
  SiteState,
} from './connector.js';
