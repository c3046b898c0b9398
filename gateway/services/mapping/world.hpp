#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/code_book_shelf.hpp"
#include "gateway/ports/code_usage.hpp"
#include "gateway/ports/mapping_store.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/sheet.hpp"
#include "gateway/ports/workshop.hpp"
#include "gateway/services/mapping/tables.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace clearing::mapping {

using ports::awaitable;

/// What the change control of the tables needs. References outlive the services.
struct World {
    TablesInForce& tables_in_force;
    DivisionCode own_region;
    ports::MappingStore& store;
    ports::CodeUsage& usage;
    ports::Workshop& workshop;
    ports::SheetReader& sheets;
    ports::CodeBookShelf& shelf;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::AuditLog& audit;
    const ports::OtherSides& other_sides;
};

/// Runs a computation at the workshop's bench and answers what it answers.
template <class Work>
awaitable<std::invoke_result_t<Work&>> at_the_bench(ports::Workshop& workshop, Work work) {
    auto answer = std::make_shared<std::optional<std::invoke_result_t<Work&>>>();
    std::function<void()> piece = [answer, work = std::move(work)]() mutable { answer->emplace(work()); };
    co_await workshop.run(std::move(piece));
    co_return std::move(**answer);
}

}  // namespace clearing::mapping
