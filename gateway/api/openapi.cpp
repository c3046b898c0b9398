#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include <fmt/format.h>

namespace clearing::api {
namespace {

using json::Array;
using json::Object;
using json::Value;

Value reference(std::string_view schema) {
    return Object{{"$ref", fmt::format("#/components/schemas/{}", schema)}};
}

Value pattern(std::string_view regex) {
    return Object{{"type", "string"}, {"pattern", regex}};
}

Value type_to_json(std::string_view type);

/// "A|B": one of them.
Value choice_of(std::string_view types) {
    Array choices;
    for (std::size_t bar; !types.empty(); types.remove_prefix(std::min(bar + 1, types.size()))) {
        bar = std::min(types.find('|'), types.size());
        choices.push_back(type_to_json(types.substr(0, bar)));
    }
    return Object{{"anyOf", std::move(choices)}};
}

Value type_to_json(std::string_view type) {
    if (type.ends_with('?')) {
        type.remove_suffix(1);
        return Object{{"anyOf", Array{type_to_json(type), Object{{"type", "null"}}}}};
    }
    if (type.starts_with('['))
        return Object{{"type", "array"}, {"items", type_to_json(type.substr(1, type.size() - 2))}};
    if (type.find('|') != std::string_view::npos) return choice_of(type);
    if (type == "text") return Object{{"type", "string"}};
    if (type == "count") return Object{{"type", "integer"}};
    if (type == "flag") return Object{{"type", "boolean"}};
    if (type == "amount") return pattern("^-?[0-9]+\\.[0-9]{2}$");
    if (type == "day") return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    if (type == "time") return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$");
    return reference(type);
}

Value schemas_to_json() {
    Object result;
    for (const Schema& schema : schemas()) {
        Value shape = Object{{"type", "object"}};
        Object properties;
        for (const Property& property : schema.properties) {
            if (property.name == any_name)
                shape.set("additionalProperties", type_to_json(property.type));
            else
                properties.emplace_back(property.name, type_to_json(property.type));
        }
        shape.set("properties", std::move(properties));
        result.emplace_back(schema.name, std::move(shape));
    }
    return result;
}

Value content(std::string_view schema) {
    return Object{{"application/json", Object{{"schema", reference(schema)}}}};
}

Value query_parameter(const Parameter& parameter) {
    Value schema = Object{{"type", "string"}};
    if (!parameter.values.empty()) {
        Array values;
        for (const std::string_view value : parameter.values)
            values.emplace_back(value);
        schema.set("enum", std::move(values));
    }
    return Object{{"name", parameter.name},
                  {"in", "query"},
                  {"required", parameter.required},
                  {"description", parameter.meaning},
                  {"schema", std::move(schema)}};
}

Array parameters_of(const Route& route) {
    Array result;
    std::string_view rest = route.path;
    for (std::size_t open; (open = rest.find('{')) != std::string_view::npos;) {
        const std::size_t close = rest.find('}');
        result.push_back(Object{{"name", rest.substr(open + 1, close - open - 1)},
                                {"in", "path"},
                                {"required", true},
                                {"schema", Object{{"type", "string"}}}});
        rest.remove_prefix(close + 1);
    }
    for (const Parameter& parameter : route.query)
        result.push_back(query_parameter(parameter));
    return result;
}

Value success_of(const Route& route) {
    const std::string_view meaning = route.success == 202 ? "ordered: ask for the job by its id" : "done";
    Value success = Object{{"description", meaning}};
    Value bodies = route.schema.empty() ? Value(Object{{"application/json", Object{}}}) : content(route.schema);
    const auto format = std::ranges::find(route.query, "format", &Parameter::name);
    if (format != route.query.end())
        for (const std::string_view value : format->values) {
            if (value == "csv") bodies.set("text/csv", Object{});
            if (value == "text") bodies.set("text/plain", Object{});
            if (value == "camt053") bodies.set("application/xml", Object{});
            if (value == "xlsx")
                bodies.set("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Object{});
        }
    success.set("content", std::move(bodies));
    return success;
}

/// A body that is no JSON is named by its media type.
Value body_of(const Route& route) {
    const bool is_json = route.body.find('/') == std::string_view::npos;
    Value bodies = is_json ? content(route.body) : Value(Object{{std::string(route.body), Object{}}});
    return Object{{"required", true}, {"content", std::move(bodies)}};
}

Value operation(const Route& route) {
    const std::string who =
        route.role ? fmt::format("Needs the role {}.", name_of(*route.role)) : "Any user of the configuration.";
    Value value = Object{
        {"summary", route.summary},
        {"description", who},
        {"parameters", parameters_of(route)},
        {"responses",
         Object{{std::to_string(route.success), success_of(route)},
                {"default", Object{{"description", "an error of the list GW…"}, {"content", content("Failure")}}}}}};
    if (!route.body.empty()) value.set("requestBody", body_of(route));
    return value;
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

}  // namespace

Value openapi(std::span<const Route> table, std::string_view version) {
    Value paths = Object{};
    for (const Route& route : table) {
        const Value* known = paths.find(route.path);
        Value operations = known ? *known : Value(Object{});
        operations.set(lower_case(route.method), operation(route));
        paths.set(route.path, std::move(operations));
    }
    return Object{{"openapi", "3.1.0"},
                  {"info", Object{{"title", "Clearing gateway"}, {"version", version}}},
                  {"servers", Array{Object{{"url", base_path}}}},
                  {"paths", std::move(paths)},
                  {"components", Object{{"schemas", schemas_to_json()}}}};
}

}  // namespace clearing::api
