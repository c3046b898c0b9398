#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::postgres {

/// The texts of a version's files inside one transaction: each is stored once, under its SHA-256, however many versions
/// hold it. The version's row is there already.
void keep_mapping_texts(Session& session, const std::string& version, const std::map<std::string, std::string>& texts);

/// Of these files, or of all when none is named. Throws std::logic_error for a text that is not what its digest says.
std::map<std::string, std::string> read_mapping_texts(Session& session, const std::string& version,
                                                      const std::vector<std::string>& files);

}  // namespace clearing::postgres
