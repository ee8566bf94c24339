import { connectionSettingsMistakes } from '../../../istio/connection-settings';
import { check } from '../../check';
import { writtenSettings } from '../../written-settings';

export const SETTINGS_FIELD_IGNORED = check('settings-field-ignored', scene =>
  writtenSettings(scene).flatMap(({ object, path, settings }) => connectionSettingsMistakes(settings)
    .map(({ what, instead }) => ({ object, path, what, instead }))));
