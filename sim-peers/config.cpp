#include "sim-peers/config.hpp"

#include <set>

#include <toml++/toml.h>

namespace clearing::peers {
namespace {

/// Thrown inside this file only.
struct Bad {
    std::string what;
};

void allow_only(const toml::table& table, const std::string& where, const std::set<std::string>& known) {
    for (const auto& [key, value] : table) {
        if (!known.contains(std::string(key.str()))) throw Bad{"unknown key " + where + std::string(key.str())};
    }
}

template <class T>
void read(const toml::table& table, const char* key, T& into) {
    const auto node = table[key];
    if (!node) return;
    if constexpr (std::is_integral_v<T>) {
        const auto value = node.value<std::int64_t>();
        if (!value || *value < 0 || *value > 65535) throw Bad{std::string(key) + " is no port"};
        into = static_cast<T>(*value);
    } else {
        const auto value = node.value<std::string>();
        if (!value) throw Bad{std::string(key) + " is no text"};
        into = *value;
    }
}

Json read_fault(const toml::table& table) {
    allow_only(table, "faults.", {"role", "name", "count", "ms", "on"});
    Json fault = Json::object(), on = Json::array();
    for (const char* key : {"role", "name"})
        fault.set(key, table[key].value_or(std::string()));
    for (const char* key : {"count", "ms"}) {
        if (const auto value = table[key].value<std::int64_t>()) fault.set(key, Json::number(*value));
    }
    if (const auto* list = table["on"].as_array()) {
        for (const auto& one : *list)
            on.push(one.value_or(std::string()));
    }
    fault.set("on", std::move(on));
    return fault;
}

template <class Read>
void section(const toml::table& root, const char* name, const std::set<std::string>& known, Read read_it) {
    const auto* table = root[name].as_table();
    if (!table) return;
    allow_only(*table, std::string(name) + ".", known);
    read_it(*table);
}

}  // namespace

std::expected<Config, std::string> read_config(const std::filesystem::path& file) try {
    const toml::table root = toml::parse_file(file.string());
    Config config;
    allow_only(root, "",
               {"business_clock", "data", "control_socket", "pki", "stamp_work", "journal", "gateway", "shanghai",
                "hub", "bureau_core", "faults"});
    read(root, "business_clock", config.business_clock);
    read(root, "data", config.data);
    read(root, "control_socket", config.control_socket);
    read(root, "pki", config.pki);
    read(root, "journal", config.journal);
    config.stamp_work = root["stamp_work"].value_or(false);
    section(root, "gateway", {"host", "division", "bureau_port", "delta_port", "national_port"},
            [&](const toml::table& table) {
                read(table, "host", config.gateway_host);
                read(table, "division", config.gateway_division);
                read(table, "bureau_port", config.bureau_port);
                read(table, "delta_port", config.delta_port);
                read(table, "national_port", config.national_port);
            });
    const std::set<std::string> role_keys = {"port", "certificate"};
    section(root, "shanghai", role_keys, [&](const toml::table& table) {
        read(table, "port", config.shanghai_port);
        read(table, "certificate", config.shanghai_certificate);
    });
    section(root, "hub", role_keys, [&](const toml::table& table) {
        read(table, "port", config.hub_port);
        read(table, "certificate", config.hub_certificate);
    });
    section(root, "bureau_core", role_keys, [&](const toml::table& table) {
        read(table, "port", config.core_port);
        read(table, "certificate", config.bureau_certificate);
    });
    if (const auto* faults = root["faults"].as_array()) {
        for (const auto& one : *faults) {
            if (const auto* table = one.as_table()) config.faults.push_back(read_fault(*table));
        }
    }
    return config;
} catch (const toml::parse_error& error) {
    return std::unexpected(file.string() + ": " + std::string(error.description()));
} catch (const Bad& bad) {
    return std::unexpected(file.string() + ": " + bad.what);
}

}  // namespace clearing::peers
