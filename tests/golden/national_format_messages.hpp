#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/json/value.hpp"

#include <filesystem>
#include <string>

namespace clearing::golden {

std::string read_file(const std::filesystem::path& file);

/// Reads a request of any known transaction into its canonical message and writes it again. Bodies of transactions
/// that are not interpreted come back as they are.
Result<json::Value> round_trip_request(const std::string& body);
/// The same for an answer, which is read by its request's infno.
Result<json::Value> round_trip_answer(const std::string& body, const std::string& infno);

/// "2207-answer.json" → "2207"
std::string infno_of(const std::filesystem::path& file);

}  // namespace clearing::golden
