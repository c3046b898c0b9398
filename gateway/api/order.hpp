#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/component_amounts.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/json/value.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::api {

/// The members of an order's JSON body, each a text. What is asked for is remembered as missing or wrong, so that one
/// answer names every fault.
class Order {
public:
    /// Errors: malformed_json; invalid_value naming a member that is not among `known`.
    static Result<Order> read(const std::string& body, std::initializer_list<std::string_view> known);

    std::string text(std::string_view name);            ///< must be there and not empty
    std::string optional(std::string_view name) const;  ///< "" where it is missing
    Date day(std::string_view name);
    Money amount(std::string_view name);
    int year(std::string_view name);
    Direction direction(std::string_view name);
    /// {"hifp": "10.00"}; empty where it is missing.
    ComponentAmounts components(std::string_view name);
    bool has(std::string_view name) const { return value_.find(name) != nullptr; }
    void wrong(std::string_view name, std::string_view what);

    /// Error: invalid_value with every fault. Asked before what was read is used.
    Result<void> sound() const;

private:
    explicit Order(json::Value value) : value_(std::move(value)) {}
    std::string number_or_text(std::string_view name) const;

    json::Value value_;
    std::string faults_;
    std::vector<std::string> fields_;
};

}  // namespace clearing::api
