(() => {
  'use strict';

  const nav = document.querySelector('.site-nav');
  const menu = document.querySelector('.menu');
  menu.addEventListener('click', () => {
    menu.setAttribute('aria-expanded', nav.classList.toggle('open'));
  });

  const showPrices = period => {
    for (const button of document.querySelectorAll('.billing button'))
      button.setAttribute('aria-pressed', button.dataset.period === period);
    for (const price of document.querySelectorAll('[data-monthly]'))
      price.textContent = price.dataset[period];
    localStorage.setItem('fellside.billing', period);
  };

  if (document.querySelector('.billing')) {
    for (const button of document.querySelectorAll('.billing button'))
      button.addEventListener('click', () => showPrices(button.dataset.period));
    showPrices(localStorage.getItem('fellside.billing') ?? 'monthly');
  }
})();
